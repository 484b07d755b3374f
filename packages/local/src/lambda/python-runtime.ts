// A small Runtime API client for Python handlers, as text: it is written beside the unpacked code and run by python3.

/** Plays Lambda's Python runtime: handler loading, context, log format and error objects (spec 9.2, 9.4). */
export const pythonRuntime = `import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = os.environ['AWS_LAMBDA_RUNTIME_API']
ROOT = os.environ['LAMBDA_TASK_ROOT']
PREFIX = '/2018-06-01/runtime/'
OWN = os.path.abspath(__file__)
# What Lambda's Python runtimes come with, and a Python of this machine may not.
CARRIED = ('boto3', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'urllib3')
request_id = ''


class Formatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        record.aws_request_id = request_id
        return super().format(record)


def configure_logging():
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Formatter('[%(levelname)s]\\t%(asctime)s.%(msecs)03dZ\\t%(aws_request_id)s\\t%(message)s', '%Y-%m-%dT%H:%M:%S'))
    logging.getLogger().addHandler(handler)


class Context:
    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers['Lambda-Runtime-Aws-Request-Id']
        self.invoked_function_arn = headers['Lambda-Runtime-Invoked-Function-Arn']
        self.function_name = env['AWS_LAMBDA_FUNCTION_NAME']
        self.function_version = env['AWS_LAMBDA_FUNCTION_VERSION']
        self.memory_limit_in_mb = env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
        self.log_group_name = env['AWS_LAMBDA_LOG_GROUP_NAME']
        self.log_stream_name = env['AWS_LAMBDA_LOG_STREAM_NAME']
        self.identity = None
        client = headers.get('Lambda-Runtime-Client-Context')
        self.client_context = json.loads(client) if client else None
        self._deadline = int(headers['Lambda-Runtime-Deadline-Ms'])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def call(connection, method, path, body=None, error_type=None):
    headers = {}
    if body is not None:
        headers['Content-Type'] = 'application/json'
    if error_type is not None:
        headers['Lambda-Runtime-Function-Error-Type'] = error_type
    connection.request(method, PREFIX + path, body=body, headers=headers)
    response = connection.getresponse()
    return response, response.read()


def error_of(error_type, message, frames=()):
    value = {'errorMessage': message, 'errorType': error_type}
    if request_id:
        value['requestId'] = request_id
    value['stackTrace'] = list(frames)
    return value


def describe(error):
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.path.abspath(frame.filename) != OWN and 'importlib' not in frame.filename]
    return error_of(type(error).__name__, str(error), traceback.format_list(own))


def log_error(value):
    lines = ['[ERROR] {}: {}'.format(value['errorType'], value['errorMessage'])]
    if value['stackTrace']:
        lines.append('Traceback (most recent call last):')
        lines.extend(frame.rstrip('\\n') for frame in value['stackTrace'])
    print('\\n'.join(lines), flush=True)


def load(name):
    if '.' not in name:
        return None, error_of('Runtime.MalformedHandlerName', "Bad handler '{}': not enough values to unpack (expected 2, got 1)".format(name))
    module_name, function = name.rsplit('.', 1)
    module_name = module_name.replace('/', '.')
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        if error.name in CARRIED:
            print('Lambda has "{}" in its Python runtimes; to run the function here, install it for {}: python3 -m pip install boto3'.format(error.name, sys.executable), file=sys.stderr)
        elif os.path.exists(os.path.join(ROOT, 'requirements.txt')):
            print('requirements.txt is not installed for {0}: {0} -m pip install -r {1}'.format(sys.executable, os.path.join(ROOT, 'requirements.txt')), file=sys.stderr)
        return None, error_of('Runtime.ImportModuleError', "Unable to import module '{}': {}".format(module_name, error), describe(error)['stackTrace'])
    except SyntaxError as error:
        frames = ['  File "{}" Line {}\\n    {}'.format(error.filename, error.lineno, (error.text or '').rstrip())]
        return None, error_of('Runtime.UserCodeSyntaxError', "Syntax error in module '{}': {}".format(module_name, error), frames)
    except BaseException as error:
        return None, describe(error)
    if not hasattr(module, function):
        return None, error_of('Runtime.HandlerNotFound', "Handler '{}' missing on module '{}'".format(function, module_name))
    return getattr(module, function), None


def main():
    global request_id
    sys.path.insert(0, ROOT)
    configure_logging()
    handler, failure = load(os.environ['_HANDLER'])
    connection = http.client.HTTPConnection(API)
    if failure is not None:
        log_error(failure)
        call(connection, 'POST', 'init/error', json.dumps(failure), failure['errorType'])
        sys.exit(1)
    while True:
        response, body = call(connection, 'GET', 'invocation/next')
        context = Context(response.headers)
        request_id = context.aws_request_id
        os.environ['_X_AMZN_TRACE_ID'] = response.headers.get('Lambda-Runtime-Trace-Id', '')
        path = 'invocation/' + request_id
        try:
            result = handler(json.loads(body), context)
            try:
                text = json.dumps(result)
            except Exception as error:
                failure = error_of('Runtime.MarshalError', 'Unable to marshal response: {}'.format(error))
                raise
            sys.stdout.flush()
            call(connection, 'POST', path + '/response', text.encode())
        except Exception as error:
            value = failure or describe(error)
            failure = None
            log_error(value)
            call(connection, 'POST', path + '/error', json.dumps(value), value['errorType'])


try:
    main()
except (ConnectionError, http.client.HTTPException):
    # The Runtime API is gone, and with it the reason to run.
    sys.exit(1)
`;
