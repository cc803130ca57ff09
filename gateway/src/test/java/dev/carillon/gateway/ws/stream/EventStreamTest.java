package dev.carillon.gateway.ws.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams to a client that reads as the test says. */
class EventStreamTest {
  private static final int KIB = 1 << 10;
  private static final int ENOUGH = 200;

  private final Vertx vertx = Vertx.vertx();
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(
              ConfigSource.of(new JsonObject().put("CARILLON_LIVE_SOCKET_BYTES", 256 * KIB))),
          new SimpleMeterRegistry());
  private final Promise<EventStream> opened = Promise.promise();
  private final Promise<Void> cut = Promise.promise();
  private final Promise<Void> gone = Promise.promise();
  private Context loop;
  private Socket client;

  @BeforeEach
  void open() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setSendBufferSize(32 * KIB))
            .requestHandler(
                request -> {
                  loop = vertx.getOrCreateContext();
                  request.response().setChunked(true);
                  EventStream stream =
                      new EventStream(
                          request.response(),
                          limits,
                          limits.seat("a"),
                          () -> {
                            cut.tryComplete();
                            request.connection().close();
                          });
                  request
                      .connection()
                      .closeHandler(
                          v -> {
                            stream.onClosed();
                            gone.tryComplete();
                          });
                  opened.complete(stream);
                });
    int port = server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS).actualPort();
    client = new Socket();
    client.setReceiveBufferSize(32 * KIB);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    client
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    opened.future().await(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void offer(int number, int bytes, SlowReader slow) throws Exception {
    byte[] data = ("\"" + "x".repeat(bytes) + "\"").getBytes(StandardCharsets.US_ASCII);
    onLoop(
        () -> {
          Turn turn = new Turn("t");
          turn.add(LiveMessage.of("t", "e", number, data));
          turn.retain();
          EventStream stream = opened.future().result();
          stream.offer(turn, slow);
          stream.flush();
          turn.release();
        });
  }

  private void onLoop(Runnable action) throws Exception {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(
        v -> {
          action.run();
          done.complete();
        });
    done.future().await(30, TimeUnit.SECONDS);
  }

  /** All that comes until this is in it. */
  private String until(String end) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] some = new byte[64 * KIB];
    client.setSoTimeout(10_000);
    while (all.indexOf(end, Math.max(0, all.length() - 2 * some.length)) < 0) {
      int length = client.getInputStream().read(some);
      assertThat(length).as(all.toString()).isPositive();
      all.append(new String(some, 0, length, StandardCharsets.US_ASCII));
    }
    return all.toString();
  }

  @Test
  void aTurnIsOneChunk() throws Exception {
    onLoop(
        () -> {
          Turn turn = new Turn("t");
          for (int i = 1; i <= 2; i++) {
            turn.add(LiveMessage.of("t", "e", i, "1".getBytes(StandardCharsets.US_ASCII)));
          }
          turn.retain();
          opened.future().result().offer(turn, SlowReader.DISCONNECT);
          opened.future().result().flush();
        });
    String event = "id: e:%d\ndata: {\"topic\":\"t\",\"epoch\":\"e\",\"seq\":%d,\"data\":1}\n\n";
    String both = event.formatted(1, 1) + event.formatted(2, 2);
    assertThat(until(event.formatted(2, 2) + "\r\n"))
        .endsWith("\r\n" + Integer.toHexString(both.length()) + "\r\n" + both + "\r\n");
  }

  @Test
  void whoReadsNothingIsCutWhenItsRoomIsUsedUp() throws Exception {
    for (int i = 1; i <= ENOUGH && !cut.future().isComplete(); i++) {
      offer(i, 16 * KIB, SlowReader.DISCONNECT);
      assertThat(limits.waiting()).isLessThanOrEqualTo(256 * KIB);
    }
    assertThat(cut.future().isComplete()).isTrue();
    assertThat(limits.waiting()).isZero();
    client.close();
    gone.future().await(30, TimeUnit.SECONDS);
    assertThat(limits.sockets()).isZero();
  }

  @Test
  void whoIsBehindGetsTheLatestAndIsToldOfTheRest() throws Exception {
    for (int i = 1; i <= ENOUGH; i++) {
      offer(i, 16 * KIB, SlowReader.LATEST_ONLY);
    }
    assertThat(cut.future().isComplete()).isFalse();
    String all = until("\"seq\":" + ENOUGH + ",");
    assertThat(all).contains("event: gap\n", "\"to\":" + (ENOUGH - 1) + "}");
  }

  @Test
  void whenTheServerStopsTheClientIsToldWhenToComeBack() throws Exception {
    onLoop(() -> opened.future().result().restart(Duration.ofMillis(1_234)));
    assertThat(until("retry: 1234\n\n\r\n0\r\n\r\n")).contains("200 OK");
  }
}
