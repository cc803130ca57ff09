package dev.carillon.bench.simulation;

/**
 * Why a mail that has come to its final dot may come once more. From the dot on nobody can take it
 * back, and until the result of the attempt is committed nobody else knows of it: only what happens
 * in between is an excuse, for that one attempt. An attempt whose result is committed as sent has
 * none, whatever happened to it. Of all copies that arrive, one at most may be without an excuse.
 *
 * <table>
 * <caption>The excuses</caption>
 * <tr><th>Excuse</th><th>From</th><th>To</th><th>Why nobody can do better</th></tr>
 * <tr><td>{@link #VERDICT_LOST}</td><td>the dot</td><td>-</td><td>the server took the mail or did
 * not, and its answer is lost; it is sent again as often as the schedule says</td></tr>
 * <tr><td>{@link #KILLED}, {@link #STOPPED}, {@link #CUT_OFF}</td><td>the dot</td><td>the commit of
 * the result</td><td>the result is known to a process that cannot store it</td></tr>
 * <tr><td>{@link #AWAY_TOO_LONG}</td><td>the dot, or the dot came before its process could hear of
 * it</td><td>the commit of the result</td><td>its process lost its session and had no new one after
 * two seconds: it was taken for dead. Who loses it for less has no excuse</td></tr>
 * </table>
 *
 * <p>Who is cut off has it too for a mail that comes to its dot then, within the life of its lease:
 * its result cannot be stored. That the lease is there is checked at each dot.
 */
enum Excuse {
  /** The answer of the server never came. */
  VERDICT_LOST,
  /** The process ended. */
  KILLED,
  /** The process stood still. */
  STOPPED,
  /** Nothing came from the database, or went to it. */
  CUT_OFF,
  /** The process was without a session for so long that others took it for dead. */
  AWAY_TOO_LONG
}
