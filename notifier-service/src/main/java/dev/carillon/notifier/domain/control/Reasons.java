package dev.carillon.notifier.domain.control;

import dev.carillon.contract.mail.MailReasons;
import dev.carillon.contract.mail.RetryReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why mails were given up: their last replies without what tells one mail from another, so that
 * many replies are one reason. Codes are kept; of the rest, words with a digit and addresses are
 * not.
 */
final class Reasons {
  /** RFC 3463. */
  private static final Pattern CODE = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

  /** RFC 5321: at the beginning alone; several lines may follow one another. */
  private static final Pattern FIRST =
      Pattern.compile("[245]\\d\\d(-[245]\\.\\d{1,3}\\.\\d{1,3})?");

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final String CLASSES = "245";
  private static final String NONE = "(no reply)";
  private static final String SOME = "*";
  private static final int LARGEST = 50;

  private Reasons() {}

  /** The reason of a reply; the same for every reply that differs in nothing that is kept. */
  static String of(@Nullable String reply) {
    if (reply == null || reply.isBlank()) {
      return NONE;
    }
    StringBuilder reason = new StringBuilder();
    boolean afterSome = false;
    for (String word : BLANKS.split(reply.strip(), -1)) {
      boolean isCode =
          CLASSES.indexOf(word.isEmpty() ? ' ' : word.charAt(0)) >= 0 // ten thousand are looked at
              && (reason.isEmpty() ? FIRST : CODE).matcher(word).matches();
      boolean isSome = !isCode && tellsApart(word);
      if (!(isSome && afterSome)) { // several in a row say no more than one
        reason.append(reason.isEmpty() ? "" : " ").append(isSome ? SOME : word);
      }
      afterSome = isSome;
    }
    return reason.isEmpty() ? NONE : cut(reason.toString());
  }

  /** No half of a pair of characters. */
  private static String cut(String reason) {
    int end = RetryReason.LONGEST;
    if (reason.length() <= end) {
      return reason;
    }
    boolean isPair = Character.isHighSurrogate(reason.charAt(end - 1));
    return reason.substring(0, isPair ? end - 1 : end).stripTrailing();
  }

  private static boolean tellsApart(String word) {
    return word.indexOf('@') >= 0 || word.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  /** The groups, the largest first. */
  static List<MailReasons.Group> groups(Collection<GivenUp> mails) {
    Map<String, MailReasons.Group> groups = new HashMap<>();
    for (GivenUp mail : mails) {
      String reason = of(mail.reply());
      groups.merge(
          reason,
          new MailReasons.Group(reason, 1, mail.at(), mail.at(), mail.id()),
          (group, one) ->
              new MailReasons.Group(
                  group.reason(), group.count() + 1, group.oldest(), one.newest(), one.example()));
    }
    List<MailReasons.Group> all = new ArrayList<>(groups.values());
    all.sort(
        Comparator.comparingInt(MailReasons.Group::count)
            .reversed()
            .thenComparing(MailReasons.Group::reason));
    return all.subList(0, Math.min(LARGEST, all.size()));
  }
}
