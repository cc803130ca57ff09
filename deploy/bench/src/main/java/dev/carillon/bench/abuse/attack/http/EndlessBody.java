package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.KernelTable;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.Answer;
import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A body without an end behind a head that is refused. What the server's process took of it is what
 * was written less what the kernels at both ends still hold.
 *
 * @param status of the answer that is right; other errors will do
 * @param head all of it
 * @param body how much of it is read before there is an answer
 * @param chunked whether the body is made of chunks
 * @param slow a byte a second, instead of some MiB
 */
record EndlessBody(int status, String what, String head, long body, boolean chunked, boolean slow) {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int PIECE = 8 * 1024;

  /** Until so much is written every 32 KiB are followed; then a look now and then must do. */
  private static final long SLOWLY = 512 * 1024;

  private static final int LOOKS = 4;
  private static final int LOOK_CLOSELY = 4;
  private static final int LOOK_EVERY = 100;
  private static final long MAX_WRITTEN = 256L << 20;

  /** 64 KiB, and what one turn of the server's event loop has read before it stops. */
  private static final long MAX_TAKEN = (64 + 256) * 1024;

  /** Of a whole body the two ends are looked at one after the other, while much is on its way. */
  private static final long MAX_TAKEN_BEHIND = 1024 * 1024;

  Finding send(Product product, Scale scale) throws IOException {
    String address = "127.0.7." + (1 + Math.floorMod(what.hashCode(), 50));
    try (Line line = open(product, address)) {
      line.write(head);
      Sender sender = new Sender(line, product.port());
      Thread writer = Thread.ofVirtual().start(sender::write);
      Answer answer = answer(line);
      long answered = System.nanoTime();
      boolean ended = line.awaitEnd(Duration.ofMillis((long) (1000 * (1 + scale.slack()))));
      double seconds = Pause.secondsSince(answered);
      sender.ended = true;
      writer.interrupt();
      return finding(answer, sender.taken, ended, seconds);
    }
  }

  private Line open(Product product, String address) throws IOException {
    return slow ? Line.openSmall(product.port(), address) : Line.open(product.port(), address);
  }

  private static @Nullable Answer answer(Line line) throws IOException {
    try {
      return line.answer(ANSWER_LIMIT);
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  private Finding finding(@Nullable Answer answer, long taken, boolean ended, double seconds) {
    int given = answer == null ? 0 : answer.status();
    // Who floods on behind the answer may lose it with the reset; who is slow must see it.
    boolean right = (given >= 400 && given < 500) || (given == 0 && !slow);
    return new Finding(
        "error-bodies",
        "%d (%s), %s".formatted(status, what, slow ? "a byte a second" : "a body without end"),
        "answered %s, took %,d KiB, %s"
            .formatted(
                answer == null ? "nothing" : given == 0 ? "nothing, cut" : given,
                taken >> 10,
                ended ? "cut %.1f s after the answer".formatted(seconds) : "goes on reading"),
        (body > 0 ? "%d MiB, then 64 KiB".formatted(body >> 20) : "64 KiB")
            + " or 1 s more, then cut",
        right && ended && taken <= body + (body > 0 ? MAX_TAKEN_BEHIND : MAX_TAKEN));
  }

  /** Writes until the connection ends, and looks what of it was taken. */
  private final class Sender {
    private final Line line;
    private final int port;
    private final byte[] piece;
    private volatile boolean ended;
    private volatile long taken;

    private Sender(Line line, int port) {
      this.line = line;
      this.port = port;
      int size = slow ? 1 : PIECE;
      String text = " ".repeat(size);
      this.piece =
          (chunked ? Integer.toHexString(size) + "\r\n" + text + "\r\n" : text)
              .getBytes(StandardCharsets.US_ASCII);
    }

    private void write() {
      long written = 0;
      try {
        for (int i = 0; !ended && written < MAX_WRITTEN; i++) {
          line.write(piece);
          written += piece.length;
          if (slow || i % (written < body + SLOWLY ? LOOK_CLOSELY : LOOK_EVERY) == 0) {
            look(written);
          }
          if (slow) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
          }
        }
      } catch (IOException cut) {
        // that is what it should be
      }
    }

    /**
     * The kernel's table is no picture of one moment: what goes from one end to the other while it
     * is read may be in neither row. Nothing is written meanwhile, so the least of some looks
     * counts.
     */
    private void look(long written) {
      long least = written;
      for (int i = 0; i < LOOKS; i++) {
        KernelTable table = KernelTable.of(port);
        if (!table.isWhole(line.local())) {
          return;
        }
        least = Math.min(least, written - table.unread(line.local()));
      }
      taken = Math.max(taken, least);
    }
  }
}
