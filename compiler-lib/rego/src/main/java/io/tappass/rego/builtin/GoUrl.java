package io.tappass.rego.builtin;

import io.tappass.rego.value.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A URL as Go's {@code net/url} takes it apart.
 *
 * @param scheme lower case; empty for a relative reference
 * @param host with its port
 * @param path without escapes
 * @param rawPath as given, where that differs from the usual escaping of the path; else empty
 * @param rawQuery as given
 * @param fragment without escapes
 */
record GoUrl(
    String scheme, String host, String path, String rawPath, String rawQuery, String fragment) {
  private static final String PATH_UNESCAPED = "-_.~$&+,/:;=@";

  static GoUrl parse(String text) throws BuiltinException {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < ' ' || text.charAt(at) == 0x7F) {
        throw fail(text, "net/url: invalid control character in URL");
      }
    }
    int hash = text.indexOf('#');
    String fragment = hash < 0 ? "" : unescaped(text, text.substring(hash + 1));
    String rest = hash < 0 ? text : text.substring(0, hash);
    String scheme = scheme(text, rest);
    rest = scheme.isEmpty() ? rest : rest.substring(scheme.length() + 1);
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    rest = question < 0 ? rest : rest.substring(0, question);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        // An opaque URL, mailto:a@b say, has no path.
        return new GoUrl(lower(scheme), "", "", "", query, fragment);
      }
      int colon = rest.indexOf(':');
      int slash = rest.indexOf('/');
      if (colon >= 0 && (slash < 0 || colon < slash)) {
        throw fail(text, "first path segment in URL cannot contain colon");
      }
    }
    String host = "";
    if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
      int end = rest.indexOf('/', 2);
      String authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
      rest = end < 0 ? "" : rest.substring(end);
      host = host(text, authority);
    }
    String path = unescaped(text, rest);
    String rawPath = rest.equals(escapedPath(path)) ? "" : rest;
    return new GoUrl(lower(scheme), host, path, rawPath, query, fragment);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static BuiltinException fail(String text, String why) {
    return BuiltinException.failed("parse " + GoQuote.of(text) + ": " + why);
  }

  private static String scheme(String text, String rest) throws BuiltinException {
    for (int at = 0; at < rest.length(); at++) {
      char c = rest.charAt(at);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == ':') {
        if (at == 0) {
          throw fail(text, "missing protocol scheme");
        }
        return rest.substring(0, at);
      }
      if (!letter && (at == 0 || "0123456789+-.".indexOf(c) < 0)) {
        return "";
      }
    }
    return "";
  }

  private static String host(String text, String authority) throws BuiltinException {
    int user = authority.lastIndexOf('@');
    if (user >= 0) {
      String name = authority.substring(0, user);
      if (!name.matches("[A-Za-z0-9\\-._:~!$&'()*+,;=%@]*")) {
        throw fail(text, "net/url: invalid userinfo");
      }
      unescaped(text, name);
    }
    String host = authority.substring(user + 1);
    String port;
    if (host.startsWith("[")) {
      int close = host.lastIndexOf(']');
      if (close < 0) {
        throw fail(text, "missing ']' in host");
      }
      port = host.substring(close + 1);
    } else {
      if (host.indexOf('[') >= 0) {
        throw fail(text, "unexpected '[' in host");
      }
      int colon = host.lastIndexOf(':');
      port = colon < 0 ? "" : host.substring(colon);
    }
    if (!port.matches("(:[0-9]*)?")) {
      throw fail(text, "invalid port " + GoQuote.of(port) + " after host");
    }
    for (int at = 0; at < host.length(); at++) {
      if (" <>\"\\^`{|}".indexOf(host.charAt(at)) >= 0) {
        throw fail(
            text, "invalid character " + GoQuote.of(host.substring(at, at + 1)) + " in host name");
      }
    }
    return unescaped(text, host);
  }

  private static String unescaped(String whole, String text) throws BuiltinException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = Utf8.encode(text);
    var out = new ByteArrayOutputStream(bytes.length);
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '%') {
        int end = Math.min(at + 3, bytes.length);
        String escape = Utf8.decode(Arrays.copyOfRange(bytes, at, end));
        if (!escape.matches("%[0-9A-Fa-f]{2}")) {
          throw fail(whole, "invalid URL escape " + GoQuote.of(escape));
        }
        out.write(HexFormat.fromHexDigits(escape, 1, 3));
        at += 2;
      } else {
        out.write(bytes[at]);
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  private static String escapedPath(String path) {
    var out = new StringBuilder(path.length() + 16);
    for (byte b : Utf8.encode(path)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || PATH_UNESCAPED.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** The path with its escapes. */
  String escapedPath() {
    return rawPath.isEmpty() ? escapedPath(path) : rawPath;
  }

  /** The host without its port, an IPv6 address without its brackets. */
  String hostname() {
    if (host.startsWith("[") && host.indexOf(']') > 0) {
      return host.substring(1, host.indexOf(']'));
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /** The digits of the port; empty for none. */
  String port() {
    int from = host.startsWith("[") ? host.indexOf(']') + 1 : Math.max(host.lastIndexOf(':'), 0);
    return host.startsWith(":", from) ? host.substring(from + 1) : "";
  }
}
