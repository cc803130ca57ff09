package dev.carillon.notifier.domain.mail;

import dev.carillon.json.Doc;
import java.util.List;
import java.util.function.Function;

/**
 * What a mail brings into the digest that it becomes part of.
 *
 * @param item what is kept of it
 * @param together the mail that says all of these, under the same id
 */
public record DigestItem(Doc item, Function<List<Doc>, NewMail> together) {}
