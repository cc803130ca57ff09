package dev.carillon.contract.templates;

import dev.carillon.contract.PageRequest;

/** Lists the latest versions of templates by name. */
public record ListTemplates(PageRequest page) {}
