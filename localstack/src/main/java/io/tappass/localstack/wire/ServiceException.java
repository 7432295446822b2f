package io.tappass.localstack.wire;

import io.tappass.json.JsonValue;
import java.util.Map;

/**
 * A refusal in the words of AWS: HTTP status, error code, message, and what else the error says.
 */
public class ServiceException extends Exception {
  private final int status;
  private final String code;
  private final Map<String, String> headers;
  private final Map<String, JsonValue> members;

  /** A refusal with a code and a message. */
  public ServiceException(int status, String code, String message) {
    this(status, code, message, Map.of(), Map.of());
  }

  private ServiceException(
      int status,
      String code,
      String message,
      Map<String, String> headers,
      Map<String, JsonValue> members) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = Map.copyOf(headers);
    this.members = Map.copyOf(members);
  }

  /** The same refusal with response headers. */
  public ServiceException withHeaders(Map<String, String> added) {
    return new ServiceException(status, code, message(), added, members);
  }

  /** The same refusal with further members of its JSON body. */
  public ServiceException withMembers(Map<String, JsonValue> added) {
    return new ServiceException(status, code, message(), headers, added);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error code, such as {@code NoSuchKey}. */
  public String code() {
    return code;
  }

  /** The message. */
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** Response headers that go with the error. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Members of the JSON error body besides type and message. */
  public Map<String, JsonValue> members() {
    return members;
  }
}
