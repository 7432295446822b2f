package io.tappass.localstack.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request as it stood on the wire.
 *
 * @param rawPath still percent-encoded
 * @param rawQuery still percent-encoded; empty where there is none
 * @param headers by lower-case name
 * @param body as sent, aws-chunked or not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpCall(
    String method,
    String rawPath,
    String rawQuery,
    Map<String, List<String>> headers,
    byte[] body) {

  public HttpCall {
    var lower = new TreeMap<String, List<String>>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(lower);
  }

  /** The same call with the payload that its body frames. */
  public HttpCall withBody(byte[] payload) {
    return new HttpCall(method, rawPath, rawQuery, headers, payload);
  }

  /** The values of a header, joined by commas. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null ? Optional.empty() : Optional.of(String.join(",", values));
  }

  /** One query parameter as sent: name, and value, empty where there is no equals sign. */
  public record Parameter(String rawName, String rawValue) {}

  /** The parameters in their order, still encoded. */
  public List<Parameter> rawParameters() {
    var parameters = new ArrayList<Parameter>();
    for (String part : rawQuery.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        parameters.add(
            equals < 0
                ? new Parameter(part, "")
                : new Parameter(part.substring(0, equals), part.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /**
   * The parameters decoded.
   *
   * @throws ServiceException if one is given twice or is no percent-encoding
   */
  public Map<String, String> parameters() throws ServiceException {
    var decoded = new TreeMap<String, String>();
    for (Parameter parameter : rawParameters()) {
      String name = decode(parameter.rawName());
      if (decoded.putIfAbsent(name, decode(parameter.rawValue())) != null) {
        throw new ServiceException(400, "InvalidArgument", "Parameter given twice: " + name);
      }
    }
    return decoded;
  }

  /**
   * Undoes percent-encoding; a plus sign stays a plus sign.
   *
   * @throws ServiceException if the text is no percent-encoding of UTF-8
   */
  public static String decode(String raw) throws ServiceException {
    try {
      String text = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (text.indexOf('\uFFFD') >= 0 && !raw.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")) {
        throw new ServiceException(400, "InvalidURI", "Couldn't parse the specified URI.");
      }
      return text;
    } catch (IllegalArgumentException e) {
      throw new ServiceException(400, "InvalidURI", "Couldn't parse the specified URI.");
    }
  }
}
