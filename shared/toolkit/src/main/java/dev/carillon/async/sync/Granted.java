package dev.carillon.async.sync;

/** What a waiter gets where there is nothing to hand over but the turn. */
enum Granted {
  /** It is your turn. */
  YES
}
