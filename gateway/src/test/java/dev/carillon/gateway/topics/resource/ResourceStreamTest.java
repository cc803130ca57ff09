package dev.carillon.gateway.topics.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.Traits;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A resource that is hinted at more often than its client reads. */
class ResourceStreamTest {
  private final ManualTimers timers = new ManualTimers();
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject())), new SimpleMeterRegistry());
  private final Fanout fanout =
      new Fanout(limits, topic -> new Traits(SlowReader.DISCONNECT, Duration.ZERO, true));
  private final AtomicBoolean full = new AtomicBoolean(true);
  private final AtomicInteger reads = new AtomicInteger();

  private HttpServerResponse response() {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "writeQueueFull" -> full.get();
                  case "write" -> Future.succeededFuture();
                  default -> proxy;
                });
  }

  @Test
  void hintsForAClientThatIsBehindAreOneLookAtATime() {
    ResourceStream stream =
        new ResourceStream(
            new EventStream(response(), limits, limits.seat("ada"), () -> {}),
            timers,
            () -> Future.failedFuture("read " + reads.incrementAndGet()));
    Future<Void> done =
        stream.run(fanout.on(Runnable::run, Runnable::run, timers), "t", new byte[0]);
    int before = timers.size();
    for (int i = 0; i < 10; i++) {
      stream.offer(new Turn("t"), SlowReader.DISCONNECT);
    }
    assertThat(timers.size()).isEqualTo(before);
    full.set(false);
    timers.advance(Duration.ofSeconds(1));
    assertThat(reads).hasValue(1);
    timers.advance(Duration.ofSeconds(1));
    assertThat(reads).hasValue(2);
    stream.end();
    assertThat(done.succeeded()).isTrue();
  }
}
