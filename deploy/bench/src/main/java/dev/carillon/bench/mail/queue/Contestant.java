package dev.carillon.bench.mail.queue;

import dev.carillon.bench.mail.round.Latencies;
import io.vertx.core.Future;

/** A queue under measurement. Mail "sent" is handed to nobody; what counts is the bookkeeping. */
public interface Contestant {
  /** As it stands in the table. */
  String name();

  /** Takes what the last round stored out of its tables. */
  void clear();

  /** Stores mails without working on them. */
  void preload(int mails);

  /** Works; completes when so many are settled. */
  Future<Void> work(int mails);

  /** Stores one; completes when it is settled. Only between {@link #work} and {@link #rest}. */
  Future<Void> deliver();

  /** Stores one, and no more. Without {@link #work}. */
  Future<Void> accept();

  /** How long each mail of {@link #deliver} took from there to whoever sends it. */
  Latencies pickups();

  /** Works no more; completes when nothing is in its hands. */
  Future<Void> rest();

  /** How many mails of this round the tables have as settled. */
  long settled();

  /** How many mails of this round the tables have. */
  long stored();
}
