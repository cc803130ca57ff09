package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.testkit.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What does not move ends, whether it is a head, a body or an answer. */
class ConnectionTimesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path TCP = Path.of("/proc/net/tcp");
  private static final byte[] MUCH = new byte[64 * 1024];
  private static final long MOST_IN_BUFFERS = 16 << 20;
  private static final TestServer SERVER =
      new TestServer(
          "CARILLON_HTTP_IDLE=4s", "CARILLON_HTTP_TIMEOUT=3s", "CARILLON_HTTP_STALLED=3s");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static final List<String> ANSWERED_EARLY =
      List.of(
          "401 POST /process|X-None: 1",
          "415 POST /process|" + TestServer.AUTHORIZATION + "|Content-Type: text/plain",
          "413 POST /process|" + TestServer.AUTHORIZATION + "|Content-Type: application/json",
          "405 POST /hello|" + TestServer.AUTHORIZATION,
          "400 GET /hello|" + TestServer.AUTHORIZATION,
          "404 POST /nowhere|" + TestServer.AUTHORIZATION,
          "503 POST /unsubscribe/token|X-None: 1",
          "400 POST /%zz|X-None: 1",
          "405 POST /ws|X-None: 1");

  @Test
  void aBodyIsNotReadWithoutEndOnceItsAnswerIsKnown() {
    together(
        ANSWERED_EARLY.stream()
            .<Runnable>map(
                what ->
                    () -> {
                      try (RawSocket socket = answeredEarly(what)) {
                        assertThat(socket.flood(MUCH, SOON)).as(what).isLessThan(MOST_IN_BUFFERS);
                      }
                    }));
  }

  /** By the kernel's own count: what was sent and lies in no buffer was read. */
  @Test
  void noMoreThanSixtyFourKibibytesOfItAreRead() throws Exception {
    assumeTrue(Files.exists(TCP), "the kernel's list of connections is not there");
    for (String framing : List.of("Content-Length: 4000000000", "Transfer-Encoding: chunked")) {
      try (SocketChannel client =
          SocketChannel.open(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), SERVER.port()))) {
        String head = "POST /process HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n";
        ByteBuffer chunk =
            ByteBuffer.wrap(
                ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        long sent = client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        client.configureBlocking(false);
        long end = Clocks.system().nanos() + Duration.ofMillis(400).toNanos();
        while (Clocks.system().nanos() < end) {
          int written = client.write(chunk);
          sent += written;
          if (written == 0) {
            LockSupport.parkNanos(1_000_000);
          } else if (!chunk.hasRemaining()) {
            chunk.rewind();
          }
        }
        long read = sent - head.length() - settled(client);
        assertThat(read).as(framing).isBetween(1L, 64L * 1024);
      }
    }
  }

  /** What moves while the kernel's list is read is in it twice or not at all. */
  private static long settled(SocketChannel client) throws IOException {
    long now = inBuffers(client);
    for (long before = -1; before != now; ) {
      before = now;
      now = inBuffers(client);
    }
    return now;
  }

  /** Of both ends of a connection. */
  private static long inBuffers(SocketChannel client) throws IOException {
    String port = ":%04X".formatted(((InetSocketAddress) client.getLocalAddress()).getPort());
    List<String> lines = new ArrayList<>(Files.readAllLines(TCP));
    lines.addAll(Files.readAllLines(Path.of(TCP + "6"))); // where a server on both families stands
    return lines.stream()
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(line -> line.get(1).endsWith(port) || line.get(2).endsWith(port))
        .mapToLong(
            line -> Long.parseLong(line.get(4), 0, 8, 16) + Long.parseLong(line.get(4), 9, 17, 16))
        .sum();
  }

  @Test
  void whoReadsSeesTheAnswerBeforeTheEnd() {
    together(
        ANSWERED_EARLY.stream()
            .<Runnable>map(
                what ->
                    () -> {
                      try (RawSocket socket = answeredEarly(what)) {
                        assertThat(socket.send("{").rest())
                            .startsWith("HTTP/1.1 " + what.substring(0, 3))
                            .containsIgnoringCase("connection: close");
                      }
                    }));
  }

  private static RawSocket answeredEarly(String what) {
    String[] lines = what.substring(4).split("\\|", -1);
    lines[0] += " HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000000";
    return SERVER.socket().head(lines);
  }

  private static void together(Stream<Runnable> all) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all.map(one -> CompletableFuture.runAsync(one, threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
  }

  @Test
  void aByteFromTimeToTimeKeepsNothingOpen() {
    together(
        Stream.of(
                "", // it says nothing at all
                "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                "POST /process HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: x\r\n" + TestServer.AUTHORIZATION + "\r\n\r\nGET /",
                "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + TestServer.AUTHORIZATION
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n")
            .<Runnable>map(begun -> () -> drip(begun)));
  }

  private static void drip(String begun) {
    try (RawSocket socket = SERVER.socket()) {
      socket.send(begun);
      CompletableFuture<String> ended = new CompletableFuture<>();
      Thread.startVirtualThread(() -> ended.complete(socket.rest()));
      while (!ended.isDone() && (begun.isEmpty() || socket.attempt(new byte[] {'1'}))) {
        CompletableFuture.anyOf(
                ended, new CompletableFuture<>().completeOnTimeout("", 200, TimeUnit.MILLISECONDS))
            .join();
      }
      assertThat(ended.join()).doesNotContain("HTTP/1.1 500");
    }
  }

  @Test
  void aSlowBodyIsToldSo() {
    try (RawSocket socket = SERVER.socket()) {
      socket.head(
          "POST /process HTTP/1.1",
          "Host: x",
          TestServer.AUTHORIZATION,
          "Content-Type: application/json",
          "Content-Length: 9");
      assertThat(socket.send("{").rest())
          .startsWith("HTTP/1.1 408")
          .contains("\"code\":\"body-too-slow\"")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void whoAsksWithoutReadingIsCut() {
    byte[] body = ("{\"a\":\"" + "x".repeat(900_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + TestServer.AUTHORIZATION
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] request =
        (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    try (RawSocket socket = SERVER.socket()) {
      assertThat(socket.flood(request, SOON)).isLessThan(3 * MOST_IN_BUFFERS);
    }
  }

  @Test
  void aConnectionThatIsUsedLives() {
    try (RawSocket socket = SERVER.socket()) {
      for (int i = 0; i < 5; i++) {
        socket.head("GET /delay/1 HTTP/1.1", "Host: x", TestServer.AUTHORIZATION);
        assertThat(socket.until("1 seconds\"}")).contains("200 OK");
      }
    }
  }
}
