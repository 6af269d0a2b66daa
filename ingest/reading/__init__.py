"""Reading files of any format into blocks: `WorkerReader` in `reader.py` is the way in, one file a format."""
