package dev.carillon.notifier.smtp;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An SMTP server that does as it is told: the answer to each command can be replaced, by another
 * reply, {@code DROP} (close the connection), {@code HANG} (say nothing any more) or {@code LATER}
 * (when the test says it). {@code CONTENT} is the final dot, {@code POISON} that of a content with
 * this word, {@code GREETING} the first word.
 */
final class FakeSmtp {
  final List<String> received = new CopyOnWriteArrayList<>();
  final List<String> chunks = new CopyOnWriteArrayList<>();
  private final Set<NetSocket> hung = ConcurrentHashMap.newKeySet();
  private final Queue<Late> later = new ConcurrentLinkedQueue<>();
  final List<String> contents = new CopyOnWriteArrayList<>();
  final Map<String, String> answers = new ConcurrentHashMap<>();
  volatile String offers = "PIPELINING";
  final AtomicInteger connections = new AtomicInteger();
  private final NetServer server;

  FakeSmtp(Vertx vertx, NetServerOptions options) {
    this.server = vertx.createNetServer(options);
  }

  Future<Integer> start() {
    return server.connectHandler(this::serve).listen(0, "127.0.0.1").map(NetServer::actualPort);
  }

  Future<Void> stop() {
    return server.close();
  }

  /** A connection that hears an answer later: the commands behind are not looked at before that. */
  private record Late(NetSocket socket, Context context, List<Runnable> commands) {
    void say(String reply) {
      context.runOnContext(
          v -> {
            socket.write(reply + "\r\n");
            commands.forEach(Runnable::run);
          });
    }
  }

  /** Says what it was to say later; gives how often. */
  int sayNow(String reply) {
    int said = 0;
    for (Late late = later.poll(); late != null; late = later.poll()) {
      late.say(reply);
      said++;
    }
    return said;
  }

  private void serve(NetSocket socket) {
    connections.incrementAndGet();
    StringBuilder content = new StringBuilder();
    boolean[] inContent = {false};
    RecordParser lines =
        RecordParser.newDelimited(
            "\r\n", line -> inTurn(socket, () -> line(socket, content, inContent, line)));
    socket.handler(
        chunk -> {
          chunks.add(chunk.toString());
          lines.handle(chunk);
        });
    answer(socket, "GREETING", "220 fake");
  }

  private void inTurn(NetSocket socket, Runnable command) {
    for (Late late : later) {
      if (late.socket() == socket) {
        late.commands().add(command);
        return;
      }
    }
    command.run();
  }

  private void line(NetSocket socket, StringBuilder content, boolean[] inContent, Buffer line) {
    if (hung.contains(socket)) {
      return;
    }
    if (!inContent[0]) {
      inContent[0] = command(socket, line.toString());
    } else if (line.toString().equals(".")) {
      inContent[0] = false;
      received.add("CONTENT");
      boolean isPoison = content.indexOf("poison") >= 0 && answers.containsKey("POISON");
      if (answer(socket, isPoison ? "POISON" : "CONTENT", "250 taken")) {
        contents.add(content.toString());
      }
      content.setLength(0);
    } else {
      content.append(line).append("\r\n");
    }
  }

  /** True when the content follows. */
  private boolean command(NetSocket socket, String line) {
    String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    received.add(line);
    switch (verb) {
      case "EHLO" ->
          answer(
              socket, verb, "250-fake\r\n250-" + offers.replace("\n", "\r\n250-") + "\r\n250 HELP");
      case "DATA" -> {
        return answer(socket, verb, "354 go on");
      }
      case "STARTTLS" -> {
        if (answers.containsKey(verb)) {
          answer(socket, verb, "");
        } else { // said when the socket is ready for it, or the client's first bytes would be lost
          socket.upgradeToSsl(Buffer.buffer("220 go on\r\n"));
        }
      }
      case "AUTH" -> answer(socket, verb, "235 welcome");
      default -> answer(socket, verb, "250 ok");
    }
    return false;
  }

  /** True when the answer was a friendly one. */
  private boolean answer(NetSocket socket, String verb, String usual) {
    String answer = answers.getOrDefault(verb, usual);
    switch (answer) {
      case "DROP" -> socket.close();
      case "HANG" -> hung.add(socket);
      case "LATER" ->
          later.add(new Late(socket, Vertx.currentContext(), new CopyOnWriteArrayList<>()));
      case "SLOW" ->
          (usual + "\r\n").chars().forEach(c -> socket.write(Buffer.buffer().appendByte((byte) c)));
      default -> socket.write(answer + "\r\n");
    }
    return answer.startsWith("2") || answer.startsWith("3") || answer.equals("SLOW");
  }
}
