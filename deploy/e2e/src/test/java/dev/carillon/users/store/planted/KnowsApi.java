package dev.carillon.users.store.planted;

import dev.carillon.users.api.planted.AnEndpoint;

final class KnowsApi {
  AnEndpoint endpoint;
}
