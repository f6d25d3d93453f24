#!/bin/sh
# The whole way on real data: check, summary, diagram, PyTorch and Keras code, a trained model.
set -eu
bin=$1
out=build/demo
say() { printf '\n\033[1m$ specc %s\033[0m\n' "$*"; "$bin/specc" "$@"; }

say check specs
say summary specs/digits.spec
say draw specs/digits.spec -o "$out/digits.svg"
say build specs/digits.spec --backend pytorch -o "$out/pytorch"
say build specs/digits.spec --backend keras -o "$out/keras"
say train specs/digits.spec --backend pytorch
printf '\nThe diagram is %s, the programs are in %s, the run is in runs/.\n' "$out/digits.svg" "$out"
