# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # source_dir and cache_dir come from dev
#
# Where commands run: on the machine itself when its packages are new enough, else inside a Debian 13 root that lives in
# the user's cache folder. Part of ./dev, which sources it.
#
#   need_place TOOLS   makes sure that the place for a tool set (base, clang, packaging, sid) exists
#   inside CMD...      runs a command in the place that need_place prepared last

debian_suite=trixie
roots_dir=$cache_dir/roots
root=                    # the folder of the root in use; empty: commands run on the machine itself

# Package lists of the tool sets, one per system. "base" holds what run and test need; "clang", with which the tree is linted
# and fuzzed, "packaging", with which packages are made and checked, and "sid" are added to it. "sid" is always a root, of
# Debian's unstable distribution, with the newest Clang there: what the next distributions and compilers will bring.
packages() { # SYSTEM SET
    case $1.$2 in
    debian.base)
        echo g++ cmake ninja-build ccache pkgconf git procps qt6-base-dev qt6-svg-dev qt6-svg-plugins qt6-wayland \
            qt6-tools-dev qt6-l10n-tools qt6-translations-l10n libkf6itemmodels-dev libkf6widgetsaddons-dev libkf6colorscheme-dev \
            libkf6configwidgets-dev libkf6xmlgui-dev libkf6crash-dev xvfb xauth libyaml-cpp-dev libre2-dev libjsoncons-dev \
            libbenchmark-dev librapidcheck-dev libarchive-dev libsqlite3-dev fonts-dejavu-core tzdata locales \
            psmisc lsof python3-psutil runsc ;;
    debian.clang)
        echo clang-19 libclang-rt-19-dev clang-format-19 clang-tidy-19 codespell shellcheck yamllint reuse python3 ;;
    debian.packaging)
        echo dpkg-dev file lintian appstream desktop-file-utils shared-mime-info hicolor-icon-theme mandoc bash-completion zsh fish \
            abigail-tools rpm rpmlint flatpak-builder python3 ;;
    debian.sid)
        echo clang-23 libclang-rt-23-dev ;;
    fedora.base)
        echo gcc-c++ cmake ninja-build ccache pkgconf git procps-ng qt6-qtbase-devel qt6-qtsvg-devel qt6-qtwayland \
            qt6-qttools-devel qt6-linguist qt6-qttranslations kf6-kitemmodels-devel kf6-kwidgetsaddons-devel kf6-kcolorscheme-devel \
            kf6-kconfigwidgets-devel kf6-kxmlgui-devel kf6-kcrash-devel xorg-x11-server-Xvfb xauth yaml-cpp-devel re2-devel google-benchmark-devel libarchive-devel sqlite-devel dejavu-sans-fonts dejavu-sans-mono-fonts \
            psmisc lsof python3-psutil ;;
    fedora.clang)
        echo clang compiler-rt clang-tools-extra codespell ShellCheck yamllint reuse python3 ;;
    fedora.packaging)
        echo dpkg-dev file appstream desktop-file-utils shared-mime-info hicolor-icon-theme mandoc bash-completion zsh fish \
            libabigail rpm-build rpmlint flatpak-builder python3 ;;
    arch.base)
        echo gcc cmake ninja ccache pkgconf git procps-ng qt6-base qt6-svg qt6-wayland qt6-tools qt6-translations kitemmodels kwidgetsaddons \
            kcolorscheme kconfigwidgets kxmlgui kcrash xorg-server-xvfb xorg-xauth yaml-cpp re2 benchmark libarchive sqlite ttf-dejavu \
            psmisc lsof python-psutil ;;
    arch.clang)
        echo clang compiler-rt codespell shellcheck yamllint reuse python ;;
    arch.packaging)
        echo dpkg file appstream desktop-file-utils shared-mime-info hicolor-icon-theme mandoc bash-completion zsh fish \
            rpm-tools flatpak-builder python ;;
    esac
}

# Prints the system whose own packages have Qt 6.8 and KItemModels, or "root".
system() {
    local ID='' ID_LIKE='' VERSION_ID='' qt
    # shellcheck disable=SC1091
    [ ! -r /etc/os-release ] || . /etc/os-release
    case $ID in
    debian) if [ "${VERSION_ID:-99}" -ge 13 ]; then echo debian; else echo root; fi ;;
    ubuntu) if [ "${VERSION_ID/./}" -ge 2510 ]; then echo debian; else echo root; fi ;;
    fedora) if [ "$VERSION_ID" -ge 41 ]; then echo fedora; else echo root; fi ;;
    arch) echo arch ;;
    *) # a relative of one of them: ask its package client
        qt=$(apt-cache policy qt6-base-dev 2>/dev/null | sed -n 's/^ *Candidate: //p')
        if [[ " $ID_LIKE " = *' arch '* ]]; then
            echo arch
        elif [ -n "$qt" ] && dpkg --compare-versions "$qt" ge 6.8 && apt-cache show libkf6itemmodels-dev >/dev/null 2>&1; then
            echo debian
        else
            echo root
        fi ;;
    esac
}

# Prints those of the named packages that the machine lacks.
missing_packages() { # SYSTEM PACKAGE...
    local system=$1 package
    shift
    for package; do
        case $system in
        debian) dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ;;
        fedora) rpm -q "$package" >/dev/null 2>&1 ;;
        arch) pacman -T "$package" >/dev/null 2>&1 ;;
        esac || printf '%s ' "$package"
    done
}

# Installs packages on the machine itself: as root at once, else through sudo, which asks the user once.
install_packages() { # SYSTEM PACKAGE...
    local system=$1 as_root=() names
    shift
    names=$*
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [ ! -t 0 ]; }; then
            die "These packages are missing and installing them needs an administrator: $names."
        fi
        as_root=(sudo)
    fi
    say "Installing on this machine: $names"
    case $system in
    debian)
        "${as_root[@]}" sh -c 'apt-get update -qq; DEBIAN_FRONTEND=noninteractive \
            exec apt-get install -qq -y -o Dpkg::Use-Pty=0 --no-install-recommends "$@"' sh "$@" ;;
    fedora) "${as_root[@]}" dnf install -y --setopt=install_weak_deps=False "$@" ;;
    arch) "${as_root[@]}" pacman -S --needed --noconfirm "$@" ;;
    esac >&2 </dev/null || die "Installing these packages failed, see above: $names."
}

# The package sources of the root: those of the machine's own apt when it is a Debian, so that a local mirror is used,
# else mmdebstrap's default (nothing printed).
debian_sources() { # SUITE
    local suite=$1 lists=$roots_dir/lists apt=(apt-get) uri origin codename component
    if [ -z "$(apt-get indextargets 'Created-By: Packages' 2>/dev/null)" ]; then # never updated: lists of our own
        mkdir -p "$lists/partial"
        apt+=(-o Dir::State::Lists="$lists" -o Dir::Cache="$lists" -o APT::Sandbox::User='')
        "${apt[@]}" update -qq >&2 || true
    fi
    # shellcheck disable=SC2016
    "${apt[@]}" indextargets --format '$(REPO_URI) $(ORIGIN) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        sort -u | while read -r uri origin codename component; do
        [ "$origin $component" = 'Debian main' ] || continue
        case $suite.$codename in
        *-backports* | *-proposed* | sid.*-*) ;;
        *-security) echo "deb $uri $suite-security main" ;;
        *-updates) echo "deb $uri $suite-updates main" ;;
        *) echo "deb $uri $suite main" ;;
        esac
    done
    rm -rf "$lists"
}

# What making and entering a root takes on the machine itself.
need_root_tools() {
    local missing=()
    command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
    command -v bwrap >/dev/null || missing+=(bubblewrap)
    [ "$(id -u)" = 0 ] || command -v newuidmap >/dev/null || missing+=(uidmap)
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
    if [ "${#missing[@]}" != 0 ]; then
        command -v apt-get >/dev/null || die "To build in a root of Debian, install: ${missing[*]}."
        install_packages debian "${missing[@]}"
    fi
    bwrap --bind / / true ||
        die 'Bubblewrap may not make a user namespace here; allow unprivileged user namespaces or run ./dev as root.'
}

# Makes the root of a tool set. It is unpacked under another name and renamed when whole, so one that was cut short is
# never taken for a root.
make_root() { # FOLDER SUITE PACKAGE...
    local folder=$1 suite=$2 partial="$roots_dir/partial" mode=unshare options=() sources line other
    shift 2
    say "Making a root of Debian $suite with these packages, once (about 1 GB, one to three minutes): $*"
    [ "$(id -u)" != 0 ] || mode=root
    while read -r line; do # how the machine's apt reaches its mirror: proxies, certificates, checks
        options+=(--aptopt="$line")
    done < <(apt-config dump 2>/dev/null | grep -E '^Acquire::(https?|Retries|Check-)[^"]*"[^"]+";$')
    mapfile -t sources < <(debian_sources "$suite")
    rm -rf "$partial"
    mkdir "$partial"
    # A tar, not a folder: an ordinary user cannot keep the owners and devices that packages unpack, but needs neither.
    # Folder and home are /, since the user's own may be closed to the other user ids that unpacking takes.
    # shellcheck disable=SC2016 # $1 is for the hook
    if ! (cd / && HOME=/ exec mmdebstrap --mode="$mode" --variant=essential --include="$*" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --customize-hook='chroot "$1" localedef -i de_DE -f UTF-8 de_DE.UTF-8' \
        "${options[@]}" "$suite" - "${sources[@]}") | tar -x -C "$partial" --exclude='./dev/*'; then
        rm -rf "$partial"
        die "Making the root of Debian $suite failed, see above."
    fi
    # Roots are never written to again, so equal files of two of them may share their space.
    for other in "$roots_dir"/*-*/; do
        [ ! -d "$other" ] || hardlink -q -t "$other/usr" "$partial/usr" 2>/dev/null || true
    done
    mv "$partial" "$folder"
    # Roots that no checkout has used for a month go.
    find "$roots_dir" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf {} +
    say "The root is ready: $(du -sh "$folder" | cut -f1) in $folder"
}

need_place() { # SET
    local list suite=$debian_suite system missing folder
    [ -z "${SANDSCOPE_INSIDE-}" ] || return 0 # a command typed in ./dev shell
    list="$(packages debian base) $([ "$1" = base ] || packages debian "$1")"
    [ "$1" != sid ] || suite=sid
    folder=$roots_dir/$1-$(sha256sum <<<"$suite $list" | cut -c1-12)
    if [ ! -d "$folder" ] || ! command -v bwrap >/dev/null; then
        system=$(system)
        if [ "$system" != root ] && [ "$1" != sid ]; then
            # shellcheck disable=SC2046 # lists of package names
            missing=$(missing_packages "$system" $(packages "$system" base) $([ "$1" = base ] || packages "$system" "$1"))
            # shellcheck disable=SC2086
            [ -z "$missing" ] || install_packages "$system" $missing
            root=
            return
        fi
        need_root_tools
        mkdir -p "$roots_dir"
        exec 9>"$roots_dir/lock"
        flock -n 9 || { say 'Another ./dev is making a root; waiting for it.' && flock 9; }
        # shellcheck disable=SC2086
        if [ ! -d "$folder" ]; then make_root "$folder" "$suite" $list; fi
        exec 9>&-
    fi
    touch "$folder"
    root=$folder
}

# Runs a command: on the machine itself, or in the root with the machine's own folders, display, devices and /proc.
inside() {
    local options=() entry
    # Two checkouts share what was compiled; only debug information says which of them it was.
    export CCACHE_DIR=$cache_dir/ccache CCACHE_BASEDIR=$source_dir CCACHE_NOHASHDIR=1
    if [ -z "$root" ]; then
        "$@"
        return
    fi
    for entry in /* /.[!.]*; do
        case $entry in
        /usr | /etc | /var | /dev | /proc | /lost+found) ;;
        /bin | /sbin | /lib*) [ ! -L "$root$entry" ] || options+=(--symlink "$(readlink "$root$entry")" "$entry") ;;
        *) if [ -L "$entry" ]; then options+=(--symlink "$(readlink "$entry")" "$entry"); else options+=(--bind-try "$entry" "$entry"); fi ;;
        esac
    done
    [ "$(id -u)" != 0 ] || options+=(--cap-add ALL) # for runsc, which makes namespaces of its own
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in '' | C | POSIX) options+=(--setenv LC_ALL C.UTF-8) ;; esac
    bwrap --die-with-parent --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var" /var \
        --dev-bind /dev /dev --bind /proc /proc --bind /var/tmp /var/tmp "${options[@]}" \
        --ro-bind /etc/passwd /etc/passwd --ro-bind /etc/group /etc/group \
        --unsetenv LD_LIBRARY_PATH --unsetenv LD_PRELOAD --unsetenv QT_PLUGIN_PATH --unsetenv PYTHONPATH \
        --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin --setenv SANDSCOPE_INSIDE 1 -- "$@"
}
