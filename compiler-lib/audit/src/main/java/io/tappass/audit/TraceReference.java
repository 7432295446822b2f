package io.tappass.audit;

import java.util.regex.Pattern;

/**
 * Where a record stands in a distributed trace (W3C Trace Context).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceReference(String traceId, String spanId) {
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");

  public TraceReference {
    if (!TRACE.matcher(traceId).matches() || !SPAN.matcher(spanId).matches()) {
      throw new IllegalArgumentException("no trace reference: " + traceId + " " + spanId);
    }
  }
}
