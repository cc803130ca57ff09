package dev.carillon.bench.mail.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

/** An SMTP server in a process of its own that takes everything and keeps nothing. */
public final class FastServer {
  private FastServer() {}

  /** A port. */
  public static void main(String[] arguments) {
    Vertx.vertx()
        .createNetServer()
        .connectHandler(FastServer::serve)
        .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
        .onSuccess(server -> System.out.println("ready"))
        .onFailure(Throwable::printStackTrace);
  }

  private static void serve(NetSocket socket) {
    boolean[] inContent = {false};
    Buffer[] out = {Buffer.buffer()};
    RecordParser lines =
        RecordParser.newDelimited("\r\n", line -> inContent[0] = line(line, inContent[0], out[0]));
    socket.handler(
        chunk -> {
          lines.handle(chunk);
          if (out[0].length() > 0) {
            Buffer answers = out[0];
            out[0] = Buffer.buffer();
            socket.write(answers).onFailure(e -> socket.close());
          }
        });
    socket.write("220 fast\r\n").onFailure(e -> socket.close());
  }

  private static boolean line(Buffer line, boolean inContent, Buffer out) {
    if (inContent) {
      boolean end = line.length() == 1 && line.getByte(0) == '.';
      if (end) {
        out.appendString("250 taken\r\n");
      }
      return !end;
    }
    char first = (char) line.getByte(0);
    out.appendString(
        switch (first) {
          case 'E' -> "250-fast\r\n250 PIPELINING\r\n";
          case 'D' -> "354 go on\r\n";
          default -> "250 ok\r\n";
        });
    return first == 'D';
  }
}
