#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # source_dir, cache_dir, install_targets and debian_suite come from dev and root.sh
#
# Makes and checks packages. Part of "./dev package", which sources it.
#
#   package            makes them of a preset
#   check_twice        two builds of one commit make the same ones, which pass the checks below
#   check_validators   what the packages hold against lintian and the validators of each format
#   check_clean_root   apt installs them into a clean Debian 13 that has no development package, where they must run

# The time of what is packed is that of the commit, so that two builds of it are alike.
use_time_of_commit() {
    export SOURCE_DATE_EPOCH
    SOURCE_DATE_EPOCH=$(git -C "$source_dir" log -1 --format=%ct)
}

pack() { # BUILD-FOLDER FOLDER-OF-PACKAGES
    rm -rf "$2"
    (cd "$1" && inside cpack -G DEB -B "$2") >&2
    rm -rf "$2/_CPack_Packages"
    (cd "$2" && sha256sum -- *.deb)
}

package() { # PRESET
    use_time_of_commit
    build "$1" "${install_targets[@]}" >&2
    pack "$source_dir/build/$1" "$source_dir/build/packages"
}

# Nothing is taken from another build: the compiler cache is left out. The second one has other file times, another
# time zone and another language. What differs is left there to be looked at.
check_twice() {
    local name folder elsewhere=() twice=$source_dir/build/twice
    use_time_of_commit
    rm -rf "$twice"
    for name in first another/folder; do
        folder=$twice/$name
        mkdir -p "$folder"
        git -C "$source_dir" archive HEAD | tar -x -C "$folder"
        if [ "$name" != first ]; then
            find "$folder" -exec touch {} +
            export TZ=Asia/Kathmandu
            elsewhere=(env LC_ALL=de_DE.UTF-8)
        fi
        (cd "$folder" && inside "${elsewhere[@]}" cmake --preset release &&
            inside "${elsewhere[@]}" cmake --build --preset release --target "${install_targets[@]}") >&2
        pack "$folder/build/release" "$twice/packages-${name%/*}"
    done
    diff -rq "$twice/packages-first" "$twice/packages-another" || die 'Two builds of one commit differ, see above.'
    say 'Two builds of one commit in two folders make the same packages, to the byte.'
    check_packages "$twice/packages-first" "$twice/first/build/release"
    rm -rf "$twice"
}

check_packages() { # FOLDER-OF-PACKAGES BUILD-FOLDER
    check_validators "$@"
    [ "$(system)" = fedora ] || [ "$(system)" = arch ] || check_clean_root "$1"
}

check_validators() { # FOLDER-OF-PACKAGES BUILD-FOLDER
    # shellcheck disable=SC2016 # for the shell in the root
    inside_source sh -euc '
        PATH=$2/bin:$PATH
        cd "$1"
        lintian --fail-on error --allow-root --tag-display-limit 0 ./*.deb
        cd "$2/packaging"
        appstreamcli validate --no-net ./*.metainfo.xml
        desktop-file-validate ./*.desktop
        mkdir -p mime/packages
        cp org.sandscope.Sandscope.xml mime/packages
        update-mime-database mime
        mandoc -T lint -W warning ./*.1
        for program in sandscope sandscope-cli; do
            bash -n "$program.bash"
            zsh -n "$program.zsh"
            fish --no-execute "$program.fish"
            fish -c "source $program.fish; complete -C \"$program --\"" | grep -q "^--"
        done
        zsh "$3/tests/packaging/completion.zsh" "$2/bin" "$3"
        cd "$3/packaging"
        version=$(basename "$1"/sandscope_*.deb | cut -d _ -f 2)
        ! command -v rpmspec >/dev/null || [ "$(rpmspec -q --srpm --qf "%{version}" rpm/sandscope.spec)" = "$version" ]
        ! command -v rpmlint >/dev/null || rpmlint rpm/sandscope.spec
        flatpak-builder --show-manifest flatpak/org.sandscope.Sandscope.yaml >/dev/null
        echo "The validators are content."' sh "$1" "$2" "$source_dir"
}

# mmdebstrap makes the root and throws it away again, so that an ordinary user can do it, too. What apt fetched is kept.
check_clean_root() { # FOLDER-OF-PACKAGES
    local packages=$1 cache=$cache_dir/apt mode=unshare options=() sources line
    need_root_tools
    mkdir -p "$cache"
    [ "$(id -u)" != 0 ] || mode=root
    while read -r line; do
        options+=(--aptopt="$line")
    done < <(apt-config dump 2>/dev/null | grep -E '^Acquire::(https?|Retries|Check-)[^"]*"[^"]+";$')
    mapfile -t sources < <(debian_sources "$debian_suite")
    # shellcheck disable=SC2016 # $1 is for the hooks
    (cd / && HOME=/ exec mmdebstrap --mode="$mode" --variant=apt --skip=essential/unlink \
        --setup-hook='mkdir -p "$1/var/cache/apt/archives"' --setup-hook="sync-in '$cache' /var/cache/apt/archives" \
        --customize-hook='mkdir "$1/check"' --customize-hook="sync-in '$packages' /check" \
        --customize-hook="copy-in '$source_dir/packaging/dev/cleanroot.sh' '$source_dir/tests/packaging' '$source_dir/procfs/README.md' /check" \
        --customize-hook='chroot "$1" sh /check/cleanroot.sh' \
        --customize-hook="sync-out /var/cache/apt/archives '$cache'" \
        "${options[@]}" "$debian_suite" /dev/null "${sources[@]}")
    say 'The packages install and run in a clean Debian 13.'
}
