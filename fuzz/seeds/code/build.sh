#!/bin/sh -e
if [ "$1" = a ]; then make dist; else cd x || exit; fi
cat <<EOF
make dist
EOF
for f in *; do (tar czf "$f" `pwd` $(ls)) & done
source ./build.sh
