#!/bin/sh
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
#
# Runs in a clean Debian 13, as root, with the packages in /check: installs them as a user would and uses them.

set -eu
export DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 HOME=/tmp
install() {
    apt-get install -qq -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io -o APT::Keep-Downloaded-Packages=true \
        --no-install-recommends "$@" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
}
no_development() {
    ! dpkg-query -W -f '${Package}\n' | grep -E -- '-dev$|^(gcc|g[+][+]|cmake)(-[0-9]+)?$' || { echo 'That is a development package.'; exit 1; }
}
cd /check
no_development
install ./sandscope_*.deb
no_development
sandscope --version
sandscope-cli --version | head -1
sandscope scenario:start --screenshot /tmp/start.png --text-twin /tmp/start.json
test -s /tmp/start.png
grep -q /bin/sh /tmp/start.json
sandscope-cli cat scenario:start 1/status | grep -q '^Name:'
sandscope-cli save scenario:start /tmp/moment.saved --step 9
sandscope saved:/tmp/moment.saved --pane maps --theme dark --screenshot /tmp/saved.png
test -s /tmp/saved.png
sandscope-cli record scenario:start /tmp/moment.sandscope
cp /tmp/moment.sandscope "/tmp/a moment" # what the desktop knows by its content
sandscope "/tmp/a moment" --screenshot /tmp/recording.png
test -s /tmp/recording.png
for file in /usr/share/applications/org.sandscope.Sandscope.desktop /usr/share/man/man1/sandscope-cli.1.gz \
    /usr/share/bash-completion/completions/sandscope-cli /usr/share/zsh/vendor-completions/_sandscope-cli /usr/share/metainfo/org.sandscope.Sandscope.metainfo.xml; do
    # dpkg leaves manual pages out where a system wants none
    test -e "$file" || dpkg -L sandscope | grep -qx "$file"
done
echo 'The programs run without a development package.'

install ./libsandscope-procfs[0-9]*.deb ./libsandscope-procfs-dev_*.deb g++ cmake ninja-build pkgconf
mkdir -p /check/source/procfs /check/source/tests
cp /check/README.md /check/source/procfs
cp -r /check/packaging /check/source/tests
version=$(dpkg-query -W -f '${Version}' libsandscope-procfs-dev)
cmake -D PREFIX=/usr -D SOURCE=/check/source -D WORK=/tmp/consumer -D GENERATOR=Ninja -D COMPILER=c++ -D FLAGS= \
    -D VERSION="$version" -P /check/source/tests/packaging/consumer.cmake
echo 'A program of somebody else builds with the installed library.'
apt-get purge -qq -y 'libsandscope-procfs*' sandscope >/dev/null
! find /usr -name '*sandscope*' | grep .
