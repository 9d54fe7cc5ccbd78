def test_smoke(db):
    from django.db import connection

    with connection.cursor() as c:
        c.execute("select current_user, current_database()")
        assert c.fetchone()[0] == "youju_app"
