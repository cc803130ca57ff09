package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Keys;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.ClientFrames;
import dev.carillon.bench.abuse.wire.Frame;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One client's frames, of which the last ones are wrong or come after the end, and the code that
 * the server must close with. After its close frame nothing may follow, and the connection must end
 * within a second, although the client does not answer and goes on sending.
 *
 * @param what for the table
 * @param key in the header, null for none
 * @param topics with the subprotocol
 * @param codes that are right
 * @param first what is sent, a character for each byte
 * @param after what is sent once the close frame was seen
 */
record Conversation(
    String what,
    @Nullable String key,
    boolean topics,
    List<Integer> codes,
    String first,
    String after) {
  private static final String ADDRESS = "127.0.5.";
  private static final int ADDRESSES = 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String GOES_ON = latin(ClientFrames.text("goes on"));
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x40;
  private static final int BIG = 70_000;

  static List<Conversation> all(Keys keys) {
    byte[] hello = LiveSocket.helloFrame(keys.reader());
    byte[] goOn = join(hello, LiveSocket.subscribeFrame("9", "broadcasts"));
    byte[] inside = join(hello, LiveSocket.subscribeFrame("1", "broadcasts"));
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    byte[] nothing = {};
    return List.of(
        topics("a wrong key, then a right one", goOn, 4401, LiveSocket.helloFrame("sk_wrong")),
        topics(
            "a sub before hello, then hello", goOn, 4400, LiveSocket.subscribeFrame("1", "emails")),
        topics("bytes, then a sub", goOn, 4400, join(inside, ClientFrames.whole(2, text))),
        topics(
            "bye, then a sub", goOn, 1000, join(inside, ClientFrames.text("{\"type\":\"bye\"}"))),
        topics("Close 1000, then a sub", goOn, 1000, join(inside, ClientFrames.close(1000))),
        plain("bytes to plain mode, then a text", keys, 4400, ClientFrames.whole(2, text)),
        plain(
            "a text that is no UTF-8",
            keys,
            1007,
            ClientFrames.whole(1, new byte[] {(byte) 0xc0, (byte) 0x80})),
        plain(
            "a surrogate in UTF-8",
            keys,
            1007,
            ClientFrames.whole(1, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})),
        topics(
            "hello in invalid UTF-8",
            goOn,
            1007,
            ClientFrames.whole(1, new byte[] {'{', (byte) 0xff, '}'})),
        plain("a reserved opcode", keys, 1002, ClientFrames.raw(FIN | 3, text, true)),
        plain("a reserved bit", keys, 1002, ClientFrames.raw(FIN | RESERVED | 1, text, true)),
        plain("a frame without a mask", keys, 1002, ClientFrames.raw(FIN | 1, text, false)),
        plain("a ping in pieces", keys, 1002, ClientFrames.raw(9, text, true)),
        plain("a ping of 126 bytes", keys, 1002, ClientFrames.raw(FIN | 9, new byte[126], true)),
        plain("a continuation of nothing", keys, 1002, ClientFrames.raw(FIN, text, true)),
        plain(
            "a text inside a text",
            keys,
            1002,
            join(ClientFrames.raw(1, text, true), ClientFrames.raw(FIN | 1, text, true))),
        plain("Close with 1005", keys, 1002, ClientFrames.close(1005)),
        plain("Close with one byte", keys, 1002, ClientFrames.whole(8, new byte[1])),
        plain("a frame of 70 kB", keys, 1009, ClientFrames.whole(1, new byte[BIG])),
        new Conversation(
            "a message of 70 kB in pieces",
            keys.writer(),
            false,
            List.of(1009, 4413),
            latin(
                join(
                    ClientFrames.raw(1, new byte[BIG / 2], true),
                    ClientFrames.raw(FIN, new byte[BIG / 2], true))),
            GOES_ON),
        topics("no hello, then hello", goOn, 4408, nothing));
  }

  private static Conversation topics(String what, byte[] after, int code, byte[] first) {
    return new Conversation(what, null, true, List.of(code), latin(first), latin(after));
  }

  private static Conversation plain(String what, Keys keys, int code, byte[] first) {
    return new Conversation(what, keys.writer(), false, List.of(code), latin(first), GOES_ON);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  Finding hold(Product product, Scale scale) throws IOException {
    String address = ADDRESS + (1 + Math.floorMod(what.hashCode(), ADDRESSES));
    try (LiveSocket socket = LiveSocket.open(Line.open(product.port(), address), key, topics)) {
      if (!socket.isOpen()) {
        return finding("the handshake got " + socket.status(), false);
      }
      Frame close = send(socket);
      if (close == null) {
        return finding("the connection was cut without a close frame", false);
      }
      return afterClose(socket, close, 1 + scale.slack());
    } catch (SocketTimeoutException e) {
      return finding("no close frame within " + limit().toSeconds() + " s", false);
    }
  }

  /** The hello limit is the one that a conversation waits for. */
  private Duration limit() {
    return first.isEmpty() ? LIMIT.plusSeconds(5) : LIMIT;
  }

  private @Nullable Frame send(LiveSocket socket) throws IOException {
    socket.send(first.getBytes(StandardCharsets.ISO_8859_1));
    long end = System.nanoTime() + limit().toNanos();
    Frame frame = socket.next(limit());
    while (frame != null && !frame.isClose()) {
      frame = socket.next(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
    }
    return frame;
  }

  private Finding afterClose(LiveSocket socket, Frame close, double limit) throws IOException {
    long closed = System.nanoTime();
    int more = 0;
    String last = "";
    boolean open = true;
    try {
      socket.send(after.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      open = false;
    }
    while (open && Pause.secondsSince(closed) < limit) {
      try {
        Frame frame = socket.next(Duration.ofMillis(200));
        open = frame != null;
        more += frame == null ? 0 : 1;
        last = frame == null ? last : frame.text();
      } catch (SocketTimeoutException e) {
        // nothing at the moment
      }
    }
    double ended = Pause.secondsSince(closed);
    String seen =
        "closed with %d, then %d frames%s; %s"
            .formatted(
                close.code(),
                more,
                last.isEmpty() ? "" : ", the last " + cut(last),
                open ? "the connection stays open" : "ended %.1f s later".formatted(ended));
    return finding(seen, codes.contains(close.code()) && more == 0 && !open);
  }

  private static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private Finding finding(String seen, boolean kept) {
    return new Finding(
        "conversations",
        what,
        seen,
        "Close %s, nothing after it, ended within 1 s"
            .formatted(codes.stream().map(String::valueOf).collect(Collectors.joining(" or "))),
        kept);
  }
}
