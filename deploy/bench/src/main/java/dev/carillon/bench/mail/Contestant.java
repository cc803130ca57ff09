package dev.carillon.bench.mail;

import io.vertx.core.Future;
import java.util.List;

/** A queue under measurement. Mail "sent" is handed to nobody; what counts is the bookkeeping. */
interface Contestant {
  String name();

  /** Empties its tables. */
  void clear();

  /** Stores mails without working on them. */
  void preload(int mails);

  /** Works; completes when so many are settled. */
  Future<Void> work(int mails);

  /** Stores one; completes when it is settled. Only between {@link #work} and {@link #rest}. */
  Future<Void> deliver();

  /** Stores one, and no more. Without {@link #work}. */
  Future<Void> accept();

  /** How long each mail of {@link #deliver} took from there to whoever sends it; forgets them. */
  List<Long> pickups();

  /** Works no more; completes when nothing is in its hands. */
  Future<Void> rest();

  /** How many mails the tables have as settled. */
  String settled();

  /** How many mails the tables have. */
  String stored();
}
