package dev.carillon.launcher.cli.api;

import dev.carillon.client.live.Live;
import dev.carillon.client.live.LiveException;
import dev.carillon.client.live.LiveOptions;
import dev.carillon.client.live.LiveState;
import dev.carillon.client.live.LiveState.Kind;
import dev.carillon.client.live.TopicListener;
import dev.carillon.client.live.TopicPosition;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.json.Json;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Prints what topics say, over as many connections as it takes. */
public final class TopicTail {
  private static final long LIMIT_SECONDS = 10;
  private static final int UNAUTHENTICATED = 4401;

  private final ApiOptions api;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private boolean wasOnline;

  /**
   * Prints to {@code out}, and what becomes of the connection to {@code err}.
   *
   * @param json whether each message is a line of JSON
   */
  public TopicTail(ApiOptions api, PrintStream out, PrintStream err, boolean json) {
    this.api = api;
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /**
   * Prints until the server has ended it for good. What is wrong at the beginning is a failure: a
   * server that is not there, a key that is not good, a topic that is refused.
   */
  public void run(Vertx vertx, URI url, List<String> topics, @Nullable TopicPosition since) {
    Promise<LiveState> hopeless = Promise.promise();
    Live live =
        Live.open(vertx, LiveOptions.of(url, api.key()), state -> tell(url, state, hopeless));
    hopeless.future().onSuccess(v -> live.close().onFailure(gone -> {}));
    try {
      for (String topic : topics) {
        TopicPosition at =
            live.subscribe(topic, since, new Lines())
                .ready()
                .await(LIMIT_SECONDS, TimeUnit.SECONDS);
        err.println("Listening to " + topic + " behind " + at.epoch() + ":" + at.seq());
      }
      live.closed().await();
      throw new LaunchFailure(api.url() + " does not know the key any more");
    } catch (LiveException refused) {
      throw explained(refused, hopeless.future().result());
    } catch (TimeoutException late) {
      throw api.away(late);
    }
  }

  private LaunchFailure explained(LiveException refused, @Nullable LiveState end) {
    if (end == null) {
      return new LaunchFailure(refused.code() + ": " + refused.getMessage(), refused);
    }
    return end.code() == UNAUTHENTICATED
        ? new LaunchFailure(api.url() + " does not know the key", refused)
        : api.away(refused);
  }

  private void tell(URI url, LiveState state, Promise<LiveState> hopeless) {
    if (state.kind() == Kind.ONLINE) {
      err.println("Connected to " + url);
      wasOnline = true;
    } else if (state.kind() == Kind.OFFLINE) {
      if (!wasOnline || state.code() == UNAUTHENTICATED) {
        hopeless.tryComplete(state);
        return;
      }
      err.printf(
          "No connection (%d %s); the next try is in %d ms%n",
          state.code(), state.reason(), state.retryIn() == null ? 0 : state.retryIn().toMillis());
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  /** One line for each message and each hole. */
  private final class Lines implements TopicListener {
    @Override
    public void message(Message message) {
      print(
          json ? Json.text(message) : message.topic() + " " + message.seq() + " " + message.data());
    }

    @Override
    public void gap(Gap gap) {
      print(json ? Json.text(gap) : gap.topic() + " lost " + gap.from() + "-" + gap.to());
    }

    @Override
    public void refused(LiveException why) {
      err.println(why.code() + ": " + why.getMessage());
    }
  }
}
