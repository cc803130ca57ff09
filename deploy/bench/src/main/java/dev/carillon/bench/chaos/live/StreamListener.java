package dev.carillon.bench.chaos.live;

import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events (SSE), read as its standard says, and nothing of the product's: the last id
 * comes back with the next connection, silence for twice the time of the comments ends one.
 */
final class StreamListener {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 30_000;
  private static final long AGAIN_AFTER = 300;

  private final String url;
  private final boolean fromOldest;
  private final Heard heard;
  private @Nullable String id;
  private volatile @Nullable HttpURLConnection open;
  private volatile boolean closed;

  /** Listens to a topic from its first message on, or to what comes. */
  StreamListener(int port, String topic, boolean fromOldest, Heard heard) {
    this.url = "http://127.0.0.1:" + port + "/v1/topics/" + topic + "/stream";
    this.fromOldest = fromOldest;
    this.heard = heard;
    Thread.ofVirtual().start(this::follow);
  }

  private void follow() {
    while (!closed) {
      try {
        HttpURLConnection connection = connect();
        open = connection;
        read(connection);
      } catch (IOException lost) {
        // it comes again
      } catch (RuntimeException unreadable) {
        heard.refused(unreadable.toString());
        return;
      }
      Wait.millis(AGAIN_AFTER);
    }
  }

  private HttpURLConnection connect() throws IOException {
    String from = id == null && fromOldest ? "?since=0" : "";
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + from).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    connection.setRequestProperty("Authorization", "Bearer " + Api.KEY);
    connection.setRequestProperty("Accept", "text/event-stream");
    if (id != null) {
      connection.setRequestProperty("Last-Event-ID", id);
    }
    return connection;
  }

  private void read(HttpURLConnection connection) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String event = "";
      String next = null;
      String data = "";
      for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
        if (line.isEmpty()) {
          dispatch(event, next, data);
          event = "";
          next = null;
          data = "";
        } else if (line.startsWith("event: ")) {
          event = line.substring("event: ".length());
        } else if (line.startsWith("id: ")) {
          next = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          data = line.substring("data: ".length());
        }
      }
    } finally {
      connection.disconnect();
    }
  }

  private void dispatch(String event, @Nullable String next, String data) {
    if (data.isEmpty()) {
      return;
    }
    JsonObject said = new JsonObject(data);
    if (event.equals("gap")) {
      heard.gap(said.getLong("from", 0L), said.getLong("to", 0L));
    } else if (event.isEmpty()) {
      heard.message(said.getLong("seq"), said.getLong("data"));
    }
    id = next == null ? id : next;
  }

  /** Listens no more. */
  void close() {
    closed = true;
    HttpURLConnection last = open;
    if (last != null) {
      last.disconnect();
    }
  }
}
