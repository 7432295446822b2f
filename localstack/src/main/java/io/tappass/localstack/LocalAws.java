package io.tappass.localstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tappass.localstack.dynamodb.DynamoDbService;
import io.tappass.localstack.kms.KmsService;
import io.tappass.localstack.s3.S3Service;
import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.Service;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignatureV4;
import io.tappass.localstack.wire.SignedCall;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * S3, KMS and DynamoDB on one loopback port, durable under one data folder. What is answered with
 * success was fsynced before. For development only; it is not AWS.
 */
public final class LocalAws implements Closeable {

  /** Bytes of a request body: an object with its aws-chunked frame. */
  static final int BODY_BYTES_MAX = 72 * 1024 * 1024;

  private static final int NOT_BUILT_KEPT_MAX = 1000;

  private final LocalAwsConfig config;
  private final Service s3;
  private final Service kms;
  private final Service dynamoDb;
  private final SignatureV4 signatures;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Deque<String> notBuilt = new ArrayDeque<>();
  private final List<Closeable> closing;

  private LocalAws(
      LocalAwsConfig config, List<Service> services, HttpServer server, List<Closeable> closing) {
    this.config = config;
    this.s3 = services.get(0);
    this.kms = services.get(1);
    this.dynamoDb = services.get(2);
    this.signatures = new SignatureV4(config.credentials(), config.region(), config.clock());
    this.server = server;
    this.closing = closing;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  /**
   * Opens the state, binds to loopback and answers from then on.
   *
   * @throws IOException if the folder is in use, the state is damaged or the port is taken
   */
  public static LocalAws start(LocalAwsConfig config) throws IOException {
    // Read once by the server's classes; the default holds answers back (Nagle) and drops idle
    // connections of the 201st polling host.
    setIfAbsent("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxIdleConnections", "2000");
    var closing = new ArrayList<Closeable>();
    try {
      closing.add(FolderLock.acquire(config.dataFolder()));
      Service s3 =
          S3Service.open(
              config.dataFolder().resolve("s3"), config.region(), config.clock(), config.random());
      closing.add(s3);
      Service kms =
          KmsService.open(
              config.dataFolder().resolve("kms"),
              config.region(),
              config.accountId(),
              config.clock(),
              config.random());
      closing.add(kms);
      Service dynamoDb =
          DynamoDbService.open(
              config.dataFolder().resolve("dynamodb"),
              config.region(),
              config.accountId(),
              config.clock());
      closing.add(dynamoDb);
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), config.port()), 1024);
      var aws = new LocalAws(config, List.of(s3, kms, dynamoDb), server, closing);
      server.setExecutor(aws.threads);
      server.createContext("/", aws::handle);
      server.start();
      return aws;
    } catch (IOException | RuntimeException e) {
      closeAll(closing, e);
      throw e;
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void closeAll(List<Closeable> closing, Exception because) {
    for (Closeable closeable : closing.reversed()) {
      try {
        closeable.close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** Where all three services listen; S3 by path-style addressing. */
  public URI endpoint() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** What was asked for and is not built, newest last; the last thousand. */
  public List<String> notBuilt() {
    synchronized (notBuilt) {
      return List.copyOf(notBuilt);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    Service service = s3;
    String requestId = requestId();
    try (exchange) {
      @Nullable Answer answer;
      try {
        HttpCall call = read(exchange);
        service = route(call);
        answer = serve(service, call);
      } catch (NotBuiltException e) {
        remember(e.message());
        answer = service.refusal(e, requestId);
      } catch (ServiceException e) {
        answer = service.refusal(e, requestId);
      } catch (IOException | RuntimeException e) {
        // Not durable, or a defect of ours: AWS says InternalError for both, and clients retry.
        answer =
            service.refusal(new ServiceException(500, "InternalError", e.toString()), requestId);
      }
      if (answer != null) {
        send(exchange, answer, requestId);
      }
    }
  }

  private String requestId() {
    byte[] bytes = new byte[8];
    config.random().nextBytes(bytes);
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private void remember(String message) {
    synchronized (notBuilt) {
      if (notBuilt.size() == NOT_BUILT_KEPT_MAX) {
        notBuilt.removeFirst();
      }
      notBuilt.addLast(message);
    }
  }

  private static HttpCall read(HttpExchange exchange) throws IOException, ServiceException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(BODY_BYTES_MAX + 1);
    }
    if (body.length > BODY_BYTES_MAX) {
      throw new ServiceException(
          400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    }
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery();
    String path = uri.getRawPath();
    return new HttpCall(
        exchange.getRequestMethod(),
        path == null || path.isEmpty() ? "/" : path,
        query == null ? "" : query,
        exchange.getRequestHeaders(),
        body);
  }

  private Service route(HttpCall call) {
    String target = call.header("x-amz-target").orElse("");
    if (target.startsWith(KmsService.TARGET)) {
      return kms;
    }
    return target.startsWith(DynamoDbService.TARGET) ? dynamoDb : s3;
  }

  /** The answer, or null where a fault cuts the connection. */
  private @Nullable Answer serve(Service service, HttpCall call)
      throws ServiceException, IOException {
    SignedCall signed = signatures.verify(call, service.signingName(), service.dialect());
    String operation = service.operation(signed.call());
    Fault fault =
        config
            .faults()
            .decide(new FaultPlan.Call(service.signingName(), operation, call.rawPath()));
    return switch (fault) {
      case Fault.None ignored -> service.answer(signed);
      case Fault.Slow slow -> {
        pause(slow);
        yield service.answer(signed);
      }
      case Fault.Refuse refuse ->
          throw new ServiceException(refuse.status(), refuse.code(), "an injected fault");
      case Fault.CutBefore ignored -> null;
      case Fault.CutAfter ignored -> {
        service.answer(signed);
        yield null;
      }
      case Fault.Nonsense ignored ->
          new Answer(
              200,
              java.util.Map.of("Content-Type", "text/html"),
              "<nonsense".getBytes(StandardCharsets.UTF_8));
    };
  }

  private static void pause(Fault.Slow slow) {
    try {
      Thread.sleep(slow.delay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Answer answer, String requestId)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    new TreeMap<>(answer.headers()).forEach(headers::set);
    headers.set("x-amz-request-id", requestId);
    headers.set("x-amzn-RequestId", requestId);
    boolean bodiless =
        exchange.getRequestMethod().equals("HEAD")
            || answer.status() == 204
            || answer.status() == 304
            || answer.body().length == 0;
    if (bodiless) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  /** Ends the server, waits for what is being answered, and closes the state. */
  @Override
  public void close() throws IOException {
    server.stop(1);
    threads.close();
    var failure = new IOException("closing failed");
    closeAll(closing, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
