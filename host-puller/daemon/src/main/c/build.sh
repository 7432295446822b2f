#!/bin/sh
# Rebuilds the hook client byte for byte: OUTPUT. Pinned to gcc 12.2.0 (Debian 12) with binutils 2.40, x86_64.
set -eu
cd "$(dirname "$0")"
exec "${CC:-gcc}" -Os -std=c11 -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-stack-protector \
  -fno-builtin -fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-pie -no-pie \
  -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro -s -o "$1" hookclient.c
