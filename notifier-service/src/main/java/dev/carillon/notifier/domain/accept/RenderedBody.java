package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.json.Doc;
import java.util.List;
import java.util.function.Function;

/**
 * What a mail says.
 *
 * @param holdUnknown whether its template wants it to wait once it was perhaps sent
 * @param item what a digest keeps of it
 * @param together what a digest of such items says
 */
public record RenderedBody(
    RenderedTemplate text,
    boolean holdUnknown,
    Doc item,
    Function<List<Doc>, RenderedTemplate> together) {}
