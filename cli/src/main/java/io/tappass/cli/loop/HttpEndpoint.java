package io.tappass.cli.loop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** A small HTTP server on loopback: exact paths, bounded bodies, one virtual thread a request. */
final class HttpEndpoint implements AutoCloseable {

  /**
   * A request, read whole.
   *
   * @param method such as {@code POST}
   * @param headers first values, names as received
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(String method, Map<String, String> headers, byte[] body) {}

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Response(int status, String contentType, byte[] body) {}

  /** Answers requests of one path; must not throw for what a client did. */
  interface Handler {
    Response handle(Request request);
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private HttpEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts on loopback.
   *
   * @param port 0 takes a free one
   * @param bodyBytesMax a longer body is answered 413 and not read further
   * @param handlers by exact path
   * @param failed is told of a handler that threw; the client gets 500
   */
  static HttpEndpoint start(
      int port,
      int bodyBytesMax,
      Map<String, Handler> handlers,
      BiConsumer<String, Throwable> failed)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, bodyBytesMax, handlers, failed));
    server.start();
    return new HttpEndpoint(server, threads);
  }

  private static void serve(
      HttpExchange exchange,
      int bodyBytesMax,
      Map<String, Handler> handlers,
      BiConsumer<String, Throwable> failed)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      Handler handler = handlers.get(path);
      if (handler == null) {
        send(exchange, new Response(404, "text/plain", new byte[0]));
        return;
      }
      byte[] body;
      try (InputStream in = exchange.getRequestBody()) {
        body = in.readNBytes(bodyBytesMax + 1);
      }
      if (body.length > bodyBytesMax) {
        send(exchange, new Response(413, "text/plain", new byte[0]));
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      Response response;
      try {
        response = handler.handle(new Request(exchange.getRequestMethod(), headers, body));
      } catch (RuntimeException e) {
        failed.accept(path, e);
        response = new Response(500, "text/plain", new byte[0]);
      }
      send(exchange, response);
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", response.contentType());
    exchange.sendResponseHeaders(
        response.status(), response.body().length == 0 ? -1 : response.body().length);
    if (response.body().length > 0) {
      exchange.getResponseBody().write(response.body());
    }
  }

  /** {@code http://127.0.0.1:port}. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
