package dev.carillon.request;

import dev.carillon.failure.Failure;
import java.util.regex.Pattern;

/**
 * One permission, such as {@code users:read} or {@code live:subscribe:emails.*}. A pattern of
 * topics is a topic's name, a name with {@code .*} behind it (everything below that name, at any
 * depth, but not the name itself), or {@code *} (every topic).
 *
 * @param kind what it permits
 * @param pattern which topics it is about; empty for a kind that is not about topics
 */
public record Scope(Kind kind, String pattern) implements Comparable<Scope> {
  /** Reads users and their profiles. */
  public static final Scope USERS_READ = new Scope(Kind.USERS_READ, "");

  /** Changes users and their profiles. */
  public static final Scope USERS_WRITE = new Scope(Kind.USERS_WRITE, "");

  /** Reads mail, templates, suppressions and what holds mail back. */
  public static final Scope MAIL_READ = new Scope(Kind.MAIL_READ, "");

  /** Sends mail, calls it back, changes templates and suppressions. */
  public static final Scope MAIL_SEND = new Scope(Kind.MAIL_SEND, "");

  /** Reads what mails say, with the links in them, as long as it is kept. */
  public static final Scope MAIL_CONTENT = new Scope(Kind.MAIL_CONTENT, "");

  /** Reads whole mails in the local inbox, with the links in them. */
  public static final Scope INBOX_READ = new Scope(Kind.INBOX_READ, "");

  /** Signs tokens for end users, hands out tickets for them, and revokes them. */
  public static final Scope TOKENS_ISSUE = new Scope(Kind.TOKENS_ISSUE, "");

  /** Everything. */
  public static final Scope ADMIN = new Scope(Kind.ADMIN, "");

  /** What every key may do, whatever else it may. Nobody can be given it, and nobody need be. */
  public static final Scope ANY = new Scope(Kind.ANY, "");

  /** The pattern of every topic. */
  public static final String ALL_TOPICS = "*";

  /** The longest pattern. */
  public static final int MAX_PATTERN = 200;

  private static final String BELOW = ".*";
  private static final Pattern PATTERN =
      Pattern.compile("\\*|[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(\\.\\*)?");

  /** Stands for a topic that only the request itself names. Nobody can be given it. */
  private static final String SOME = "?";

  /**
   * What is asked of a caller before its topic is known: that it may listen to some topic. Whether
   * it may listen to this one is asked when the topic is known.
   */
  public static final Scope SOME_SUBSCRIBE = new Scope(Kind.LIVE_SUBSCRIBE, SOME);

  /** The same for speaking. */
  public static final Scope SOME_PUBLISH = new Scope(Kind.LIVE_PUBLISH, SOME);

  /** What a scope permits. */
  public enum Kind {
    /** See {@link Scope#USERS_READ}. */
    USERS_READ("users:read"),
    /** See {@link Scope#USERS_WRITE}. */
    USERS_WRITE("users:write"),
    /** See {@link Scope#MAIL_READ}. */
    MAIL_READ("mail:read"),
    /** See {@link Scope#MAIL_SEND}. */
    MAIL_SEND("mail:send"),
    /** See {@link Scope#MAIL_CONTENT}. */
    MAIL_CONTENT("mail:content"),
    /** Listens to topics. */
    LIVE_SUBSCRIBE("live:subscribe:"),
    /** Speaks on topics. */
    LIVE_PUBLISH("live:publish:"),
    /** See {@link Scope#INBOX_READ}. */
    INBOX_READ("inbox:read"),
    /** See {@link Scope#TOKENS_ISSUE}. */
    TOKENS_ISSUE("tokens:issue"),
    /** See {@link Scope#ADMIN}. */
    ADMIN("admin"),
    /** See {@link Scope#ANY}. */
    ANY("any");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    private boolean hasPattern() {
      return text.endsWith(":");
    }
  }

  public Scope {
    boolean fits =
        kind.hasPattern()
            ? pattern.equals(SOME)
                || (pattern.length() <= MAX_PATTERN && PATTERN.matcher(pattern).matches())
            : pattern.isEmpty();
    if (!fits) {
      throw Failure.invalid("", "is not a scope: " + rule());
    }
  }

  /** Listens to the topics of a pattern. INVALID if it is none. */
  public static Scope subscribe(String pattern) {
    return new Scope(Kind.LIVE_SUBSCRIBE, pattern);
  }

  /** Speaks on the topics of a pattern. INVALID if it is none. */
  public static Scope publish(String pattern) {
    return new Scope(Kind.LIVE_PUBLISH, pattern);
  }

  /** Reads a scope as {@link #text} writes it: in this spelling only. INVALID if it is none. */
  public static Scope parse(String text) {
    for (Kind kind : Kind.values()) {
      if (kind.hasPattern() && text.startsWith(kind.text) && !text.endsWith(SOME)) {
        return new Scope(kind, text.substring(kind.text.length()));
      }
      if (text.equals(kind.text) && kind != Kind.ANY) {
        return new Scope(kind, "");
      }
    }
    throw Failure.invalid("", "is not a scope: " + rule());
  }

  /** As it is written. */
  public String text() {
    return kind.text + pattern;
  }

  /** Whether whoever has this scope may do all that {@code needed} permits. */
  public boolean covers(Scope needed) {
    return kind == Kind.ADMIN
        || needed.kind == Kind.ANY
        || (kind == needed.kind && includes(pattern, needed.pattern));
  }

  /** Whether all topics of the one pattern are topics of the other. */
  private static boolean includes(String wide, String narrow) {
    return wide.equals(narrow)
        || narrow.equals(SOME)
        || wide.equals(ALL_TOPICS)
        || (wide.endsWith(BELOW) && narrow.startsWith(wide.substring(0, wide.length() - 1)));
  }

  private static String rule() {
    return "users:read, users:write, mail:read, mail:send, mail:content,"
        + " live:subscribe:PATTERN, live:publish:PATTERN, inbox:read, tokens:issue or admin, where PATTERN is a topic, a topic followed by"
        + " .* or *";
  }

  @Override
  public int compareTo(Scope other) {
    return text().compareTo(other.text());
  }

  /** As it is told to who has it not. */
  public String told() {
    String kindOnly = kind.text.substring(0, kind.text.length() - 1);
    return pattern.equals(SOME) ? kindOnly + " for its topic" : text();
  }

  @Override
  public String toString() {
    return text();
  }
}
