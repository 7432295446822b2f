package io.tappass.localstack.wire;

import java.util.Map;
import java.util.TreeMap;

/** One response: status, headers, body. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(int status, Map<String, String> headers, byte[] body) {

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** An answer without a body. */
  public static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, headers, new byte[0]);
  }

  /** The same answer with one more header. */
  public Answer with(String name, String value) {
    var more = new TreeMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }
}
