// Swagger UI from this machine; requests that the session cookie authenticates carry its CSRF token.
const csrf = await fetch("/api/me")
  .then((response) => (response.ok ? response.json() : {}))
  .then((me) => me.csrf)
  .catch(() => undefined);

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger",
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (csrf) request.headers["X-CSRF-Token"] = csrf;
    return request;
  },
});
