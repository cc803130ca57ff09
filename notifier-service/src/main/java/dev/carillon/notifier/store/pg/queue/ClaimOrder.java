package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, as this process knows it: lanes by their weights, and within a lane the senders
 * in turn. Safe from any thread.
 *
 * <p>A chunk has a place in its lane when it is stored, counted in mails: behind the sender's last
 * one, or where the lane is now, whichever is later. So one sender's hundred thousand stand behind
 * another's first, and a claim reads from one end of an index. (Self-clocked fair queueing: S.
 * Golestani, "A self-clocked fair queueing scheme for broadband applications", 1994.) Lanes have
 * turns in the same way, each counted in mails by its weight (stride scheduling: C. Waldspurger,
 * 1995).
 *
 * <p>A claim begins at a floor: what stands before it was claimed some time ago, and what is dead
 * there is not walked. Places are not committed in their order, so the floor trails behind, and
 * what was stored before it all the same is found by a sweep. No floor is behind what the tables
 * know of the heads: what is put there, by any process, is seen by the next claim of each.
 */
final class ClaimOrder implements Places {
  /** High, normal, low: of 21 mails so many each while all have some. */
  private static final int[] WEIGHTS = {16, 4, 1};

  private static final int LANES = WEIGHTS.length;
  private static final long TRAIL = Duration.ofMillis(200).toNanos();
  private static final long SWEEP = Duration.ofSeconds(1).toNanos();

  /** A sweep may cost so small a share of the time. */
  private static final int RARE = 100;

  /** So many chunks are read where the last ones had many mails: the next may have few. */
  private static final int LEAST = 4;

  /** Senders whose place is remembered: those that are behind the head need none. */
  private static final int MAX_SENDERS = 10_000;

  private static final int MAX_ENDS = 300;

  private final Clocks clocks;
  private final long[] heads = new long[LANES];
  private final double[] turns = new double[LANES];
  private final long[] floors = new long[LANES];
  private final long[] told = new long[LANES];
  private final List<Deque<Claimed>> recent =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
  private final Map<Flow, Long> ends = new HashMap<>();
  private double mailsOfChunk = 1;
  private double bytesOfChunk = 1;
  private long swept;
  private long sweepTook;

  private record Flow(int lane, String sender) {}

  private record Claimed(long nanos, long first) {}

  /**
   * What a claim took of a lane.
   *
   * @param first the lowest place
   * @param last the highest
   */
  record Taken(int lane, long first, long last, int chunks, int mails, long bytes) {}

  /** Where a claim begins: an element for each lane. */
  record Start(List<Long> floors, List<Double> turns, List<Double> steps, int chunks) {}

  /** Knows nothing yet, and begins at the front. */
  ClaimOrder(Clocks clocks) {
    this.clocks = clocks;
    this.swept = clocks.nanos() - SWEEP;
  }

  @Override
  public synchronized long place(int lane, @Nullable String sender, int mails) {
    Flow flow = new Flow(lane, sender == null ? "" : sender);
    long start = Math.max(heads[lane], ends.getOrDefault(flow, 0L));
    if (ends.size() >= MAX_SENDERS) {
      ends.entrySet().removeIf(e -> e.getValue() <= heads[e.getKey().lane()]);
    }
    if (ends.size() < MAX_SENDERS || ends.containsKey(flow)) {
      ends.put(flow, start + mails);
    }
    return start;
  }

  /** Where each lane is. */
  synchronized Long[] heads() {
    return Arrays.stream(heads).boxed().toArray(Long[]::new);
  }

  /** The tables say that other processes have come so far. */
  synchronized void heads(int lane, long head) {
    heads[lane] = Math.max(heads[lane], head);
    told[lane] = Math.max(told[lane], head);
  }

  /** The tables know how far this process had come, by lane. */
  synchronized void told(Long[] those) {
    for (int lane = 0; lane < LANES; lane++) {
      told[lane] = Math.max(told[lane], those[lane]);
    }
  }

  /**
   * The places that senders of a lane have taken up, where that is not behind the head: of those
   * that are furthest ahead. A statement looks through all of them for each chunk.
   */
  synchronized Map<String, Long> ends(int lane) {
    return ends.entrySet().stream()
        .filter(end -> end.getKey().lane() == lane && end.getValue() > heads[lane])
        .sorted(Map.Entry.<Flow, Long>comparingByValue().reversed())
        .limit(MAX_ENDS)
        .collect(Collectors.toMap(end -> end.getKey().sender(), Map.Entry::getValue));
  }

  /** Where the next claim begins, and how many chunks of a lane it has to read. */
  synchronized Start start(int mails, long bytes) {
    long now = clocks.nanos();
    for (int lane = 0; lane < LANES; lane++) {
      Deque<Claimed> claims = recent.get(lane);
      while (!claims.isEmpty() && now - claims.getFirst().nanos() >= TRAIL) {
        long first = Math.min(claims.removeFirst().first(), told[lane]);
        floors[lane] = Math.max(floors[lane], first);
      }
    }
    double chunks = Math.min(mails / mailsOfChunk, bytes / bytesOfChunk + 1);
    return start(floors, (int) Math.clamp(Math.ceil(chunks), Math.min(LEAST, mails), mails));
  }

  private Start start(long[] from, int chunks) {
    return new Start(
        Arrays.stream(from).boxed().toList(),
        Arrays.stream(turns).boxed().toList(),
        Arrays.stream(WEIGHTS).mapToObj(weight -> 1.0 / weight).toList(),
        chunks);
  }

  /** Notes what a claim took. */
  synchronized void claimed(List<Taken> taken) {
    double now = 0; // the turn of the chunk that was taken last: no lane with mail is before it
    int chunks = 0;
    int mails = 0;
    long bytes = 0;
    for (Taken of : taken) {
      heads[of.lane()] = Math.max(heads[of.lane()], of.last());
      recent.get(of.lane()).addLast(new Claimed(clocks.nanos(), of.first()));
      double mailsOfLast = (double) of.mails() / of.chunks();
      turns[of.lane()] += of.mails() / (double) WEIGHTS[of.lane()];
      now = Math.max(now, turns[of.lane()] - mailsOfLast / WEIGHTS[of.lane()]);
      chunks += of.chunks();
      mails += of.mails();
      bytes += of.bytes();
    }
    if (chunks > 0) {
      mailsOfChunk = Math.max(1, (double) mails / chunks);
      bytesOfChunk = Math.max(1, (double) bytes / chunks);
      noCreditForTheIdle(now);
    }
  }

  /**
   * A lane that had nothing to be taken does not save up its turns, nor does one that had a mail
   * now and then: whose turn it still is had nothing more.
   */
  private void noCreditForTheIdle(double now) {
    for (int lane = 0; lane < LANES; lane++) {
      turns[lane] = Math.max(turns[lane], now);
    }
  }

  /** Whether to look for what was stored before the floors, at an interval. */
  synchronized boolean isToSweep() {
    boolean isAhead = Arrays.stream(floors).anyMatch(floor -> floor > 0);
    return isAhead && clocks.nanos() - swept >= Math.max(SWEEP, sweepTook * RARE);
  }

  /** Whether to look for it now, where there is nothing behind the floors. */
  synchronized boolean maySweep() {
    boolean isAhead = Arrays.stream(floors).anyMatch(floor -> floor > 0);
    return isAhead && clocks.nanos() - swept >= sweepTook * RARE;
  }

  /** A sweep is over. */
  synchronized void swept(long began) {
    swept = clocks.nanos();
    sweepTook = swept - began;
  }

  long now() {
    return clocks.nanos();
  }

  /** There is mail at this place of a lane: claims begin there. */
  synchronized void lower(int lane, long place) {
    recent.get(lane).clear();
    floors[lane] = Math.min(floors[lane], place);
  }

  /** Claims begin at the front of all lanes. */
  synchronized void lowerAll() {
    for (int lane = 0; lane < LANES; lane++) {
      lower(lane, 0);
    }
  }
}
