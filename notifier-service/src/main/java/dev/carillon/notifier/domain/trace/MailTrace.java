package dev.carillon.notifier.domain.trace;

import dev.carillon.text.IntegerText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to an attempt, and after how long. Written beside the outcome of every mail,
 * so it is short: {@code 1017|mail.example:25|c2|m=a|r1=b|d=c|.9} is a mail that was sent, with the
 * milliseconds of each step and what was said ({@link ReplyText}). A step is a letter of {@link
 * #LETTERS}; those of the connection are there for the mail that it was opened for. The last reply
 * is kept elsewhere. One context only.
 */
public final class MailTrace {
  /** How much of a reply is kept, in characters. */
  public static final int MAX_REPLY = 512;

  /** The steps: the connection (the wait for it, where it was open), then the mail's commands. */
  private static final String LETTERS = "cetamrd.";

  private static final List<String> PHASES =
      List.of("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "replied");
  private static final String COMMANDS = "mrd.";
  private static final long MOST_MILLIS = Long.MAX_VALUE;

  /** As versions before wrote the trace of a mail that was sent: {@code c2m20.400}. */
  private static final Pattern OLD = Pattern.compile("([cmrd.]\\d+)*");

  private static final Pattern AGREED = Pattern.compile("([cmrd.])(\\d+)");
  private static final Pattern STEP = Pattern.compile("(?s)([cetamrd.])(\\d*)(.*)");

  private final LongSupplier nanos;
  private final List<Step> steps = new ArrayList<>();
  private int commands;
  private long last;

  /**
   * A step of the conversation.
   *
   * @param phase such as {@code rcpt}
   * @param reply empty where nothing was said, or nothing is known of it
   */
  public record Step(String phase, long millis, String reply) {}

  /**
   * Begins now.
   *
   * @param nanos a monotonic clock
   */
  public MailTrace(LongSupplier nanos) {
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /**
   * Its first command is written; what an earlier connection said about it does not count.
   *
   * @param opened what was said when the connection was opened for it; empty if it was open
   */
  public void begins(List<Step> opened) {
    long now = nanos.getAsLong();
    long rest = TimeUnit.NANOSECONDS.toMillis(now - last);
    steps.clear();
    commands = 0;
    for (Step step : opened.subList(Math.min(1, opened.size()), opened.size())) {
      rest -= step.millis();
    }
    steps.add(
        new Step(PHASES.get(0), Math.max(0, rest), opened.isEmpty() ? "" : opened.get(0).reply()));
    steps.addAll(opened.subList(Math.min(1, opened.size()), opened.size()));
    last = now;
  }

  /** The server has replied to the next command, or to the content. */
  public void hears(String reply) {
    if (commands < COMMANDS.length()) {
      long now = nanos.getAsLong();
      steps.add(
          new Step(
              phase(COMMANDS.charAt(commands)), TimeUnit.NANOSECONDS.toMillis(now - last), reply));
      commands++;
      last = now;
    }
  }

  /** What was said so far. */
  List<Step> steps() {
    return List.copyOf(steps);
  }

  /**
   * As it is stored; the worker alone where no server was tried.
   *
   * @param recipient of the mail: what a server says of it is shorter
   * @param verdict what was said last to a mail that was sent; null of another
   */
  public String text(
      long worker, @Nullable String server, String recipient, @Nullable String verdict) {
    StringBuilder text = new StringBuilder().append(worker);
    if (server == null) {
      return text.toString();
    }
    text.append('|').append(server);
    for (Step step : steps) {
      text.append('|').append(LETTERS.charAt(PHASES.indexOf(step.phase())));
      text.append(step.millis() == 0 && verdict != null ? "" : step.millis());
      if (!step.reply().isEmpty() && !step.phase().equals("replied")) {
        String reply = step.reply().substring(0, Math.min(MAX_REPLY, step.reply().length()));
        text.append(
            verdict == null ? ReplyText.plain(reply) : ReplyText.of(reply, recipient, verdict));
      }
    }
    return text.toString();
  }

  /** The server of a trace; null where none was tried. */
  public static @Nullable String server(@Nullable String text) {
    String[] parts = parts(text);
    return parts.length > 1 ? parts[1] : null;
  }

  /**
   * The steps of a trace.
   *
   * @param recipient of the mail, where it is known
   * @param verdict what was said last
   */
  public static List<Step> steps(
      @Nullable String text, @Nullable String recipient, @Nullable String verdict) {
    String[] parts = parts(text);
    List<Step> steps = new ArrayList<>();
    boolean isOld = parts.length == 3 && OLD.matcher(parts[2]).matches();
    if (isOld) {
      steps.addAll(agreed(parts[2]));
    }
    for (int i = 2; i < parts.length && !isOld; i++) {
      Matcher step = STEP.matcher(parts[i]);
      if (step.matches()) {
        String said = ReplyText.said(step.group(3), recipient, verdict);
        steps.add(new Step(phase(step.group(1).charAt(0)), millis(step.group(2)), said));
      }
    }
    Step end = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    if (end != null && verdict != null && end.phase().equals("replied")) {
      steps.set(steps.size() - 1, new Step(end.phase(), end.millis(), verdict));
    }
    return steps;
  }

  /** All of them: those that are missing took no millisecond. */
  private static List<Step> agreed(String text) {
    long[] millis = new long[LETTERS.length()];
    Matcher each = AGREED.matcher(text);
    while (each.find()) {
      millis[LETTERS.indexOf(each.group(1))] = millis(each.group(2));
    }
    return ("c" + COMMANDS)
        .chars()
        .mapToObj(letter -> new Step(phase((char) letter), millis[LETTERS.indexOf(letter)], ""))
        .toList();
  }

  private static String[] parts(@Nullable String text) {
    return text == null ? new String[0] : text.split("\\|", -1);
  }

  private static long millis(String digits) {
    return digits.isEmpty() ? 0 : IntegerText.parseLong(digits, 0, MOST_MILLIS);
  }

  private static String phase(char letter) {
    return PHASES.get(LETTERS.indexOf(letter));
  }
}
