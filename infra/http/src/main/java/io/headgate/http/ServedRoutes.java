package io.headgate.http;

import io.javalin.event.HandlerMetaInfo;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Every route that the service has, as it was registered. */
public final class ServedRoutes {
  private final List<Route> routes = new CopyOnWriteArrayList<>();

  /**
   * One route.
   *
   * @param method for example {@code GET}
   * @param path template, for example {@code /v1/gates/{dataset}}
   * @param roles what it was registered with; one, or the test of roles fails
   */
  public record Route(String method, String path, Set<Role> roles) {
    public Route {
      roles = Set.copyOf(roles);
    }
  }

  void add(HandlerMetaInfo handler) {
    if (handler.getHttpMethod().isHttpMethod()) {
      routes.add(
          new Route(
              handler.getHttpMethod().name(),
              handler.getPath(),
              handler.getRoles().stream()
                  .filter(Role.class::isInstance)
                  .map(Role.class::cast)
                  .collect(Collectors.toSet())));
    }
  }

  public List<Route> all() {
    return List.copyOf(routes);
  }

  boolean hasPath(String path) {
    return routes.stream().anyMatch(route -> route.path().equals(path));
  }
}
