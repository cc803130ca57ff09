package dev.carillon.bench.mail.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;

/**
 * A connection that carries one request after the other. It speaks just enough HTTP by hand: a
 * whole client would take more of the machine than what is measured. One context only.
 */
final class HttpLine {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "content-length: ";
  private static final int STATUS_AT = 9;

  private final NetSocket socket;
  private Promise<Answer> waiting = Promise.promise();
  private Buffer received = Buffer.buffer();

  /** What came back. */
  record Answer(int status, String body) {}

  private HttpLine(NetSocket socket) {
    this.socket = socket;
    socket.handler(this::receive);
    socket.closeHandler(v -> waiting.tryFail("the connection was closed"));
  }

  static Future<HttpLine> open(NetClient client, int port) {
    return client.connect(port, "127.0.0.1").map(HttpLine::new);
  }

  Future<Answer> ask(Buffer request) {
    Promise<Answer> answer = Promise.promise();
    waiting = answer;
    socket.write(request).onFailure(answer::tryFail);
    return answer.future();
  }

  private void receive(Buffer data) {
    received = received.length() == 0 ? data : received.appendBuffer(data);
    String text = received.toString(StandardCharsets.ISO_8859_1);
    int head = text.indexOf(END_OF_HEAD);
    int from = text.indexOf(LENGTH);
    if (head < 0 || from < 0 || from > head) {
      return;
    }
    int length = Integer.parseInt(text.substring(from + LENGTH.length(), text.indexOf('\r', from)));
    int body = head + END_OF_HEAD.length();
    if (text.length() < body + length) {
      return;
    }
    received = Buffer.buffer();
    int status = Integer.parseInt(text.substring(STATUS_AT, STATUS_AT + 3));
    waiting.tryComplete(new Answer(status, text.substring(body, body + length)));
  }

  Future<Void> close() {
    return socket.close();
  }
}
