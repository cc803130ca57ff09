package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.json.Doc;
import java.util.List;
import java.util.stream.Collectors;

/** A digest of mails that had words of their own: one after the other. */
public final class PlainDigest {
  private static final String LINE = "\n\n----------\n\n";

  private PlainDigest() {}

  /** Under the subject of the last, with their number. */
  public static RenderedTemplate of(String subject, List<Doc> items) {
    String text =
        items.stream()
            .map(item -> item.text("subject") + "\n\n" + item.text("text"))
            .collect(Collectors.joining(LINE));
    return new RenderedTemplate(subject + " (" + items.size() + ")", text, null);
  }
}
