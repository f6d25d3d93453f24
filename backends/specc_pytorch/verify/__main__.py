"""`python -m specc_pytorch.verify`: the worker of `specc verify`."""

from specc.verify.worker.serve import serve
from specc_pytorch.verify.framework import PytorchFramework

if __name__ == "__main__":
    serve(PytorchFramework())
