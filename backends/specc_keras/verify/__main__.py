"""`python -m specc_keras.verify`: the worker of `specc verify`."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from specc.verify.worker.serve import serve
from specc_keras.verify.framework import KerasFramework

if __name__ == "__main__":
    serve(KerasFramework())
