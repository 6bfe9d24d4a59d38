package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// The file operations that the spool rests on. Each can fail, and the process can die at each.
interface Disk {

  /// Opens a file that exists.
  File open(Path path) throws IOException;

  /// Makes a new file and opens it.
  File create(Path path) throws IOException;

  /// Replaces nothing: the target does not exist.
  void rename(Path from, Path to) throws IOException;

  void delete(Path path) throws IOException;

  /// Makes the names in a folder durable.
  void forceFolder(Path folder) throws IOException;

  /// An open file.
  interface File extends AutoCloseable {

    /// At most the bytes that are left in the buffer; fewer than one only at the end of the file.
    int read(ByteBuffer into, long at) throws IOException;

    /// May write less than all that is left in the buffer.
    int write(ByteBuffer from, long at) throws IOException;

    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
  }
}
