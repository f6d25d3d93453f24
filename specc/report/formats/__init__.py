"""The forms of output beside text: a file each, with `render(records, files)` that gives the text.

`files` are those that were checked, in order, clean ones included. A text has no line end, and is
empty where there is nothing to print.
"""
