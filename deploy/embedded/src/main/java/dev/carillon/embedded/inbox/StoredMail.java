package dev.carillon.embedded.inbox;

import dev.carillon.contract.inbox.InboxMail;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail of the inbox as lists have it.
 *
 * @param number of its file: microseconds of the epoch, or one more than the mail before
 * @param size of its file in bytes
 */
record StoredMail(long number, long size, InboxMail mail) {
  private static final int THOUSAND = 1_000;
  private static final int LOW_BITS = 16;
  private static final long VERSION = 0x7000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long LOW_MASK = 0xFFF;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  static StoredMail of(long number, byte[] file, Instant at) {
    ParsedMail parsed = ParsedMail.of(MailFile.parse(file));
    return new StoredMail(number, file.length, parsed.summary(id(number), at));
  }

  /** A UUID of version 7 that says the same as the number. */
  static UUID id(long number) {
    long millis = number / THOUSAND;
    return new UUID((millis << LOW_BITS) | VERSION | (number % THOUSAND), VARIANT);
  }

  /** The number of an id that was made so; of another one, some number. */
  static long number(UUID id) {
    long high = id.getMostSignificantBits();
    return (high >>> LOW_BITS) * THOUSAND + (high & LOW_MASK);
  }

  /**
   * Whether a mail is to an address and has each of some words, without regard to case.
   *
   * @param to null for any
   * @param q words with blanks between them; null for none
   */
  static Predicate<StoredMail> matching(@Nullable String to, @Nullable String q) {
    List<Pattern> words =
        q == null
            ? List.of()
            : Arrays.stream(BLANKS.split(q.strip(), -1)).map(StoredMail::anyCase).toList();
    return stored ->
        (to == null || stored.mail.to().equalsIgnoreCase(to))
            && words.stream().allMatch(stored::says);
  }

  /** A text wherever it stands, without regard to case. */
  static Pattern anyCase(String text) {
    return Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private boolean says(Pattern word) {
    return word.matcher(mail.subject()).find()
        || word.matcher(mail.from()).find()
        || word.matcher(mail.to()).find()
        || word.matcher(mail.text()).find();
  }
}
