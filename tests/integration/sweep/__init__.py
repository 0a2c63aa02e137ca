"""Every operation of the API and every page, tried by everybody who may not.

`operations` reads what there is from the OpenAPI document and the URLconf; `foreign` fills
workspaces; `actors` are who tries; `tries` sends and judges one request; `walk` goes through all.
"""
