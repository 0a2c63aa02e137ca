# Two images: `app` (web, events, workers, beat, setup) and `caddy` (the one origin in front).

# --- styles and scripts ---------------------------------------------------------------------------
FROM node:24-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
# Styles are made from the classes that templates and Python name.
COPY . .
RUN npm run build

# --- Python packages ------------------------------------------------------------------------------
FROM python:3.12-slim AS packages
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /srv/app
COPY pyproject.toml uv.lock ./
# The servers of `make up` and the tools of development stay out.
RUN uv sync --frozen --no-default-groups --compile-bytecode --no-cache

# --- the product ----------------------------------------------------------------------------------
FROM python:3.12-slim AS app
ENV PATH=/srv/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/srv/data
RUN useradd --system --uid 10001 --home-dir /srv/data --create-home studio
WORKDIR /srv/app
COPY --from=packages /srv/app/.venv .venv
COPY . .
COPY --from=front-end /build/static/build static/build
# Subtitles of videos are set in these.
ARG FONTS=node_modules/@expo-google-fonts/noto-sans-sc
COPY --from=front-end /build/$FONTS/400Regular/NotoSansSC_400Regular.ttf $FONTS/400Regular/
COPY --from=front-end /build/$FONTS/700Bold/NotoSansSC_700Bold.ttf $FONTS/700Bold/
# Neither step needs a server or a secret. What lies in /srv/data/mail is a volume's.
RUN python -m config.stack.catalogues \
    && DJANGO_SETTINGS_MODULE=config.settings.embedded \
       python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q accounts assets audit billing config generation workspaces \
    && mkdir -p /srv/data/mail \
    && chown -R studio: /srv/data
USER studio
CMD ["python", "manage.py", "check", "--deploy"]

# --- the one origin -------------------------------------------------------------------------------
FROM caddy:2 AS caddy
COPY deploy/Caddyfile /etc/caddy/Caddyfile
COPY --from=app /srv/data/static /srv/static
