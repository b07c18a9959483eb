#!/bin/sh
# As the image's entrypoint: writes nginx' configuration as root, starts nginx, then Node.js without `exec`,
# so that this shell stays the first process and hands no signal on.
set -e
mkdir -p /etc/nginx /run/nginx
cat > /etc/nginx/nginx.conf << 'CONF'
pid /run/nginx/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  client_max_body_size 600m;
  server {
    listen 80;
    location / {
      proxy_pass http://127.0.0.1:3000;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
      proxy_set_header Host $http_host;
      proxy_buffering off;
      proxy_read_timeout 900s;
    }
  }
}
CONF
nginx
node /opt/stubs/app.js
