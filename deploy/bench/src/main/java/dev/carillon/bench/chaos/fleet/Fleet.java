package dev.carillon.bench.chaos.fleet;

import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Processes with a notifier and a gateway, some of which die, stand still or are cut off. */
public final class Fleet implements AutoCloseable {
  private final MemberStart starts;
  private final History history;
  private final List<Member> members = new ArrayList<>();
  private final Map<Member, Integer> troubled = new HashMap<>(); // and the number of its span
  private long died;
  private int none = -1;

  /** Starts nobody yet. */
  public Fleet(MemberStart starts, History history) {
    this.starts = starts;
    this.history = history;
  }

  /** Starts so many as are missing, side by side. */
  public void refill(int size) {
    List<Thread> starts = new ArrayList<>();
    for (int i = size(); i < size; i++) {
      starts.add(Thread.ofPlatform().start(this::startOne));
    }
    try {
      for (Thread start : starts) {
        start.join();
      }
    } catch (InterruptedException e) {
      starts.forEach(Fleet::awaitStart);
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitStart(Thread start) {
    try {
      start.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted twice", e);
    }
  }

  private void startOne() {
    try {
      add(starts.next());
    } catch (IOException e) {
      List<String> lines = String.valueOf(e.getMessage()).lines().toList();
      System.err.println(
          "a process did not start: "
              + lines.stream().filter(l -> l.contains("Exception")).findFirst().orElse(""));
    }
  }

  private synchronized void add(Member member) {
    members.add(member);
    if (none >= 0) {
      history.end(none);
      none = -1;
    }
  }

  private synchronized int size() {
    return members.size();
  }

  private synchronized List<Member> healthy() {
    return members.stream().filter(m -> !troubled.containsKey(m)).toList();
  }

  /** Where the API of one that runs is reached; 0 if none does. */
  public synchronized int port(Random random) {
    List<Member> running = healthy();
    return running.isEmpty() ? 0 : running.get(random.nextInt(running.size())).port();
  }

  /** SIGKILL of some; others take their places with {@link #refill}. */
  public synchronized void kill(int count, Random random) {
    for (int i = 0; i < count && !members.isEmpty(); i++) {
      Member victim = members.get(random.nextInt(members.size()));
      leave(victim, Span.Kind.KILLED);
      victim.child().kill();
      victim.proxy().close();
    }
  }

  /** SIGTERM of one, which ends in order while others go on. */
  public void retire(Random random) {
    Member leaving;
    synchronized (this) {
      List<Member> running = healthy();
      if (running.isEmpty()) {
        return;
      }
      leaving = running.get(random.nextInt(running.size()));
      leave(leaving, Span.Kind.RETIRED);
    }
    leaving.close();
  }

  private void leave(Member member, Span.Kind kind) {
    died += member.child().isAlive() ? 0 : 1;
    history.moment(kind, member.name());
    members.remove(member);
    Integer trouble = troubled.remove(member);
    if (trouble != null) {
      history.end(trouble);
    }
    if (healthy().isEmpty() && none < 0) {
      none = history.begin(Span.Kind.NO_NODE, "");
    }
  }

  /** SIGSTOP of one: a zombie, once it goes on. What ends it. */
  public Runnable stop(Random random) {
    return trouble(random, Span.Kind.STOPPED, m -> m.child().signal("STOP"), Fleet::resume);
  }

  /** One is cut off from PostgreSQL, both ways and without a word. What ends it. */
  public Runnable cut(Random random) {
    return trouble(random, Span.Kind.CUT, m -> m.proxy().cut(), Fleet::heal);
  }

  private static void resume(Member member) {
    member.child().signal("CONT");
  }

  private static void heal(Member member) {
    member.proxy().heal();
  }

  private synchronized Runnable trouble(
      Random random, Span.Kind kind, Consumer<Member> begin, Consumer<Member> end) {
    List<Member> running = healthy();
    if (running.size() < 2) {
      return () -> {}; // who is left must go on
    }
    Member victim = running.get(random.nextInt(running.size()));
    troubled.put(victim, history.begin(kind, victim.name()));
    begin.accept(victim);
    return () -> {
      synchronized (this) {
        end.accept(victim);
        Integer span = troubled.remove(victim);
        if (span != null) {
          history.end(span);
        }
      }
    };
  }

  /** Nobody listens where PostgreSQL was; and again. */
  public synchronized void postgres(boolean there) {
    members.forEach(there ? m -> m.proxy().admit() : m -> m.proxy().refuse());
  }

  /** How many processes were started, in words. */
  public String started() {
    return starts.count();
  }

  /** How many ended, or do not run, that nobody had killed. */
  public synchronized long died() {
    return died + members.stream().filter(m -> !m.child().isAlive()).count();
  }

  @Override
  public void close() {
    for (Member member : List.copyOf(members)) {
      member.child().kill();
      member.proxy().close();
    }
  }
}
