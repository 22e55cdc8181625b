"""The dashboard: pages in a browser, for people who will never open a terminal. Needs the extra `dashboard`.

`serving` starts a server on this machine; `app` is what it runs for every visitor; `pages` has one module a page. A
page asks nothing of any network, shows finished runs from disk, and draws its own pictures.
"""
