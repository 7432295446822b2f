package io.tappass.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The folder a host log lives in, as far as the log uses one. What is written is not durable before
 * {@link LogFile#sync}; a new file is not before {@link #syncFolder}.
 */
public interface LogStorage {

  /** The names of all files, sorted. */
  List<String> names() throws IOException;

  /** Makes a new, empty file and opens it for appending; fails if there is one of that name. */
  LogFile create(String name) throws IOException;

  /** Opens an existing file for appending at its end. */
  LogFile open(String name) throws IOException;

  /** The bytes of an existing file, from its start. */
  InputStream read(String name) throws IOException;

  /** The bytes in an existing file. */
  long size(String name) throws IOException;

  /** Makes the names of the files durable. */
  void syncFolder() throws IOException;

  /**
   * Keeps every other writer out until closed.
   *
   * @throws IOException if another writer, in this process or another, is in
   */
  Closeable lock() throws IOException;
}
