"""The review desk: what people see in a browser. One module a view; `app.create` puts them together.

Server-rendered and usable without JavaScript. A view takes who is signed in, asks queries that are narrowed by their
scope, and renders a template; it holds no SQL and reads no stranger's bytes.
"""
