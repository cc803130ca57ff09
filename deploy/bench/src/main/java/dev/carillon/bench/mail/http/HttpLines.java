package dev.carillon.bench.mail.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** Connections of one context: a request goes on one that is free, or waits for one. */
final class HttpLines {
  private final List<HttpLine> all;
  private final Deque<HttpLine> free;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(Buffer request, Promise<HttpLine.Answer> answer) {}

  private HttpLines(List<HttpLine> all) {
    this.all = all;
    this.free = new ArrayDeque<>(all);
  }

  static Future<HttpLines> open(NetClient client, int port, int connections) {
    List<Future<HttpLine>> opening =
        IntStream.range(0, connections).mapToObj(i -> HttpLine.open(client, port)).toList();
    return Future.all(opening).map(done -> new HttpLines(done.list()));
  }

  Future<HttpLine.Answer> ask(Buffer request) {
    Promise<HttpLine.Answer> answer = Promise.promise();
    waiting.add(new Waiting(request, answer));
    next();
    return answer.future();
  }

  private void next() {
    while (!waiting.isEmpty() && !free.isEmpty()) {
      HttpLine line = free.poll();
      Waiting one = waiting.remove();
      line.ask(one.request())
          .onComplete(
              answer -> {
                free.add(line);
                one.answer().handle(answer);
                next();
              });
    }
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    all.forEach(line -> closing.add(line.close()));
    return Future.join(closing).mapEmpty();
  }
}
