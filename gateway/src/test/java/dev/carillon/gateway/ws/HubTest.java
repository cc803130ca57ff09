package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.mail.MailState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions of clients that come and go. */
class HubTest {
  private static final UUID MAIL = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String ONE_MAIL = "emails." + MAIL;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, Clocks.system());
  private final Hub hub = new Hub(bus);

  /** A client whose frames are read here. */
  private final class Subscriber {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final Session session = new Session(socket(), Tasks.of(vertx));

    private ServerWebSocket socket() {
      return (ServerWebSocket)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ServerWebSocket.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "isClosed", "writeQueueFull" -> false;
                    case "setWriteQueueMaxSize" -> proxy;
                    case "writeTextMessage" -> {
                      frames.add((String) arguments[0]);
                      yield Future.succeededFuture();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    Hub.Position subscribe(String topic) throws Exception {
      return onLoop(() -> hub.subscribe(session, topic));
    }

    long nextSequence(String topic) throws Exception {
      JsonObject message = new JsonObject(frames.poll(10, TimeUnit.SECONDS));
      assertThat(message.getString("topic")).isEqualTo(topic);
      return message.getLong("seq");
    }

    void leave() throws Exception {
      onLoop(
          () -> {
            hub.remove(session);
            return hub;
          });
    }
  }

  @BeforeEach
  void listen() throws Exception {
    onLoop(hub::listen).ready().await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aClientThatLeavesTakesOnlyItsOwnSubscriptions() throws Exception {
    Subscriber leaver = new Subscriber();
    Subscriber stayer = new Subscriber();
    leaver.subscribe(ONE_MAIL);
    leaver.subscribe("broadcasts");
    stayer.subscribe(ONE_MAIL);
    doChangeMail();
    assertThat(leaver.nextSequence(ONE_MAIL)).isEqualTo(1);
    assertThat(stayer.nextSequence(ONE_MAIL)).isEqualTo(1);
    leaver.leave();
    doChangeMail();
    assertThat(stayer.nextSequence(ONE_MAIL)).isEqualTo(2);
    assertThat(leaver.frames).isEmpty();
  }

  @Test
  void theTopicOfAMailIsForgottenWithItsLastSubscriber() throws Exception {
    Subscriber first = new Subscriber();
    first.subscribe(ONE_MAIL);
    doChangeMail();
    assertThat(first.nextSequence(ONE_MAIL)).isEqualTo(1);
    first.leave();
    assertThat(new Subscriber().subscribe(ONE_MAIL).seq()).isZero();
  }

  @Test
  void aTopicThatAlwaysExistsIsCountedWithoutSubscribers() throws Exception {
    Subscriber first = new Subscriber();
    first.subscribe("emails");
    doChangeMail();
    assertThat(first.nextSequence("emails")).isEqualTo(1);
    first.leave();
    assertThat(new Subscriber().subscribe("emails").seq()).isEqualTo(1);
  }

  @Test
  void leavingTwiceIsLeavingOnce() throws Exception {
    Subscriber twice = new Subscriber();
    twice.subscribe(ONE_MAIL);
    twice.leave();
    twice.leave();
    assertThat(onLoop(hub::size)).isZero();
  }

  private void doChangeMail() {
    bus.publish(Live.MAIL_CHANGED, new MailChanges(List.of(new MailChange(MAIL, MailState.SENT))));
  }

  private <T> T onLoop(Supplier<T> action) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        v -> {
          try {
            done.complete(action.get());
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future().await(10, TimeUnit.SECONDS);
  }
}
